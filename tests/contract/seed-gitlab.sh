#!/usr/bin/env bash
# Fills the GitLab of compose.yml with people for the contract, and prints a token of its administrator: nothing else goes to
# standard output, so that it can be taken without being shown:
#
#   TOKEN=$(tests/contract/seed-gitlab.sh) && export TOKEN
#
# Run again it adds only those who are missing: sign-ups that were rejected, whoever was deleted. Not run in CI, not tried yet.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
docker compose --file "$here/compose.yml" --profile gitlab exec -T gitlab gitlab-rails runner - <"$here/seed-gitlab.rb" | tail -n 1
