"""Decide where programmes should go, in which order, and prove it.

ground: communes, offers, wishes · transport: what a programme may be expected to avert where ·
keeping: whether a choice keeps the wishes and what it averts, by plain counting · model, solving:
the choice as a mixed-integer program · planner: the plan and others beside it · conflicts: which
wishes can't be met together · prices: what each limit costs · draw, recompute: the public draw ·
schedule: waves in months and the power they buy.
"""
