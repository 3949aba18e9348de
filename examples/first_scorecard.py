"""The library in one page: read a filing, score it, ask why, write it down."""

from pathlib import Path

import perfscore

HERE = Path(__file__).parent

rubric = perfscore.load_rubric("cn.guangzhou.department", edition="2024")
filing = perfscore.read_filing(HERE / "huadu-2024.yaml")
card = perfscore.score(filing, rubric)

# A score is the lowest and the highest result that the evidence still allows.
print("self-assessed", card.self_assessed)
print("recomputed", card.total.low, "to", card.total.high, "settled:", card.total.is_settled)
print("grades possible", [grade.title.en for grade in card.grade])

# Every row explains itself, with its evidence and where its rule comes from.
print(card["management.execution.carryover_rate"].explain(lang="en"))

# Findings come with the points that hang on them, most first.
for finding in card.findings[:4]:
    print(finding.points_at_stake, finding.path, finding.message("en"))

# What if the missing pieces were supplied?
supplied = [
    perfscore.Evidence(measure="ex_ante_evaluation_rate", value="100%"),
    perfscore.Evidence(measure="asset_utilization", value="92.5%"),
]
better = perfscore.score(filing.plus(*supplied), rubric)
print("with two more statements", better.total.low, "at least")
