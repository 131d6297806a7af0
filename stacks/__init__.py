"""The platform as CloudFormation stacks, built from what the functions declare."""
