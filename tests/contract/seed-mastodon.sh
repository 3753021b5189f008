#!/usr/bin/env bash
# Fills the Mastodon of compose.yml with people for the contract, and prints the token of its owner: nothing else goes to
# standard output, so that it can be taken without being shown:
#
#   TOKEN=$(tests/contract/seed-mastodon.sh) && export TOKEN
#
# Run again it adds only those who are missing: sign-ups that were rejected, whoever was erased. Not run in CI, not tried yet.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
docker compose --file "$here/compose.yml" exec -T web bundle exec rails runner - <"$here/seed-mastodon.rb" | tail -n 1
