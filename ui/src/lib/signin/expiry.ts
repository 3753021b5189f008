// When a token stops working, in words, where that is near.

import type { TokenHealth } from '../backend'
import { tokenWords } from '../messages/connection'

const DAY = 86_400_000

/** "expires in 9 days", "has expired"; nothing where it is far, unknown, or nobody's business because the token renews itself. */
export function expiryWords({ expiresAt, expiresSoon, renewsItself }: TokenHealth, now: number): string | null {
  if (renewsItself || expiresAt === null) return null
  if (expiresAt <= now) return tokenWords.over
  return expiresSoon ? tokenWords.soon(Math.floor((expiresAt - now) / DAY)) : null
}
