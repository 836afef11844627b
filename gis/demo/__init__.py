"""The synthetic county: invented ground, offices and cases with planted truths; every name in it is invented."""
