"""Random lives of sellers and holders against the real app, with bad days outside, judged from outside.

`python -m tests.simulate --seed 7 --lives 100` plays them; a seed reproduces a run. `lives` are the people,
`staff` those who work for the sellers, `world` what they all live in, `auditor` the judge, who knows none of us.
"""
