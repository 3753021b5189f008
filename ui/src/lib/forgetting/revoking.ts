// Whether a token is revoked at its server when its instance is forgotten: what may be chosen, and what is chosen at first.

import type { ProfileView, TokenHealth } from '../backend'

/** `none`: there is no token; `not`: the server does not let us. Else how it came here. */
export type Revoking = 'none' | 'not' | TokenHealth['way']

export function revokingOf({ tokenHealth, practice }: Pick<ProfileView, 'tokenHealth' | 'practice'>): Revoking {
  if (tokenHealth === null || practice) return 'none'
  return tokenHealth.revocable ? tokenHealth.way : 'not'
}

/** Only what was made for Bailiwick is revoked unless somebody says otherwise: others may use what was pasted. */
export const revokesAtFirst = (some: readonly Revoking[]): boolean => some.includes('signedIn') && !some.includes('pasted')
