"""Facts on which python-gitlab and the practice GitLab have to agree, for every version that the practice server can be like."""
