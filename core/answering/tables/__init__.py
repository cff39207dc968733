"""Counts, lists, sums and dates: computed from read-only views over what was written, never guessed."""

from core.answering.tables.plan import Plan as Plan
from core.answering.tables.plan import Tally as Tally
from core.answering.tables.plan import plan as plan
from core.answering.tables.table import Carrier as Carrier
from core.answering.tables.table import TableAnswer as TableAnswer
from core.answering.tables.table import answer_table as answer_table
