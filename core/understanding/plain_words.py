"""Words that name nobody, however they are written: what begins sentences, is shouted, or is capitalised by custom."""

from __future__ import annotations

from core.understanding.lists import word_set

PRONOUNS = word_set(
    """
    i me my mine myself we us our ours you your yours he him his she her hers it its they them their
    """
)

CALENDAR = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays mon tue tues wed thu thur thurs fri sat sun january february march april may june july august september
    october november december jan feb mar apr jun jul aug sep sept oct nov dec am pm bc ad christmas easter
    halloween thanksgiving ramadan hanukkah diwali eid new year eve day
    """
)

PEOPLES = word_set(
    """
    english french german italian spanish portuguese dutch swedish norwegian danish finnish polish czech russian
    ukrainian greek turkish arabic hebrew persian hindi chinese mandarin cantonese japanese korean thai vietnamese
    american british scottish irish welsh canadian mexican brazilian indian african asian european western latin
    australian swiss austrian belgian catholic christian muslim jewish buddhist hindu
    """
)

GERMAN = word_set(
    """
    der die das und ist nicht ich ein eine einen mit für auf den dem des zu wir sie haben war auch
    """
)

RELATIVES = word_set(
    """
    mom mum mama mother dad papa father sister brother son daughter husband wife partner aunt uncle cousin niece
    nephew grandma grandpa grandmother grandfather granny nan grandson granddaughter fiance fiancee girlfriend
    boyfriend stepmother stepfather stepsister stepbrother mother-in-law father-in-law sister-in-law brother-in-law
    """
)

PERSONS = RELATIVES | word_set(
    """
    friend buddy mate pal neighbour neighbor boss manager colleague coworker co-worker classmate roommate flatmate
    teacher coach trainer therapist doctor dentist landlord landlady lawyer mentor tutor nanny babysitter child kid
    baby boy girl twin
    """
)

PETS = word_set(
    """
    dog puppy pup cat kitten kitty hamster rabbit bunny parrot bird horse pony fish turtle tortoise snake pet
    """
)

PLAIN = (
    PRONOUNS
    | RELATIVES
    | word_set(
        """
    a an the this that these those there here then than and or but nor so if when while because since though
    although until unless as at by for from in into of off on onto out over to under up upon with without within
    about above across after against along among around before behind below beneath beside between beyond down
    during except inside like near outside past per through throughout toward towards via is am are was were be been
    being do does did done doing have has had having can could will would shall should may might must ought let lets
    let's don't doesn't didn't can't won't isn't aren't wasn't weren't couldn't wouldn't shouldn't i'm i've i'd i'll
    it's that's there's here's what's who's where's how's he's she's we're we've we'll they're they've you're you've
    you'll let’s what who whom whose which where why how yes yeah yep yup no nope nah not never ever always often
    sometimes usually maybe perhaps probably definitely certainly absolutely exactly totally really very quite
    rather too also just only even still already yet again once twice soon now today tonight tomorrow yesterday
    later lately recently finally anyway anyways besides however instead meanwhile otherwise therefore thus hence
    actually basically honestly seriously literally apparently luckily unfortunately fortunately hopefully
    thankfully sadly surely sure clearly obviously especially mostly mainly nearly almost oh ah aw aww awww ooh ohh
    wow whoa yay hey hi hello bye goodbye hmm hm huh ha haha hahaha lol omg btw imo fyi asap idk tbh ok okay kay
    alright well um uh ugh oops phew please thanks thank thx cheers congrats congratulations sorry welcome great
    good nice cool awesome amazing fantastic wonderful lovely beautiful perfect excellent brilliant super sweet fun
    funny happy glad proud excited interesting incredible impressive inspiring bad sad terrible awful horrible true
    right wrong correct agreed indeed same fine big small long short new old young first second third last next one
    two three four five six seven eight nine ten many much more most less least few several some any all both each
    every either neither none nothing something anything everything nobody somebody anybody everybody someone anyone
    everyone other others another such own come came go went gone going get got getting give gave given take took
    taken taking make made making keep kept keeping say said saying tell told see saw seen seeing look looks looking
    know knew think thought feel felt find found hear heard want wanted need needed love loved hate hope hoping wish
    guess remember forget try tried trying use used using work working play playing start started stop stopped help
    helped wait check sound sounds seem seems believe mean means ask call called talk speak read reading write
    writing watch run walk buy bought eat sleep live lived stay imagine dear everyone's time day days week weeks
    month months year years morning afternoon evening night weekend today's home house people person man woman men
    women guy guys kids child children baby family friend friends life world way thing things stuff job school class
    book movie music song game food place part side end idea reason question problem news photo picture speaking
    spending having nature self-care self care god gosh goodness jesus lord internet tv pc dvd cd diy faq
    pdf url wifi wi-fi email mail phone number code address password pin gate key keys attribute note notes todo re
    ps sir madam miss merry happy birthday best regards sincerely yours kind mind might heads plus minus mood vibes
    energy
    """
    )
)
"""Lower-case. At the start of a sentence, and in capitals, these begin no name."""

AMBIGUOUS = PLAIN | word_set(
    """
    will mark may rose hope grace joy art bill drew frank jack pat rob sue sandy summer autumn dawn amber ruby pearl
    iris lily daisy olive violet ivy holly ginger pepper cherry faith charity chance chase cliff dean drake earl
    gene glen grant guy harry heath hunter jean josh ken lance max miles nick norm penny peter ray reed rich rusty
    skip star sterling stone tab tanner wade ward wood woody young victor carol christian angel page robin jasmine
    heather hazel basil herb sage apple orange amazon target shell gap visa oracle zoom slack signal teams word
    excel access office windows bear nice reading bath cork split mobile turkey china chile polish march
    august june april sunny sky jade coral art brown green white black gray grey blue red king queen prince baker
    cook smith bishop major dusk echo kit paige trip cash buck bud candy carter case cat clay colt crystal dale dot
    eve ferry forest fox garden gale harbour harbor lake law lane liberty luck love merit mercy noble oak page
    park patience pierce port price prudence river rock rod sailor serenity shade shadow spring storm temple terry
    tiger tom tony trinity true trust van verity winter wren
    """
)
"""Names that are words as well: in lower case they are taken for the word."""
