"""An answer to a gap of a sentence that was passed without a report: no check was asked for here that could bring it.

The court's team asks the agency by its own means and records on the gap itself what came back (¶11). Where there is a
report, the check is asked for and answered on it, and closes its gap by itself.
"""

from uuid import UUID

from services.court.domain.checks import AnswerCheck, say_how_serious
from services.court.domain.closures import answered
from services.court.domain.risk import with_answer
from services.court.domain.sentences import Sentence
from shared.decisions import Decision, Invalid, NotAllowed, Occasion
from shared.probation.vocabulary import GapClosure


class AnswerGap(AnswerCheck):
    """What the agency answered."""


def answer_gap(sentence: Sentence, gap_id: UUID, asked: AnswerGap, occasion: Occasion) -> Decision[Sentence]:
    """Close the gap by the answer, also where somebody had decided not to wait, or the order has ended meanwhile.

    Raises NotFound, NotAllowed where it has its answer, Invalid where something else than a check answers it, where a
    report has the check, or where information does not say how serious it is.
    """
    gap = sentence.gap(gap_id)
    if gap.check_kind is None:
        words = "What is missing here is not a check: an assessment after sentence answers it."
        raise Invalid.one("/", "notACheck", words)
    if sentence.report_id is not None:
        raise Invalid.one(
            "/", "onTheReport", "The sentence has a report: ask for the check on it, and answer it there."
        )
    if gap.closure is GapClosure.LATE_ANSWER:
        raise NotAllowed(gap.state.value, "answerGap", ())
    say_how_serious(asked)
    said = gap.model_copy(update=dict(asked))
    known = sentence.model_copy(update={"risk": with_answer(sentence.risk, said)})
    return answered(known if sentence.is_in_force else sentence, gap, dict(asked), occasion)
