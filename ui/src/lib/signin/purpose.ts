// Which use a token is for, judged by its scopes.

import type { ProfileView, Purpose, PurposeScopes } from '../backend'

/** Whether the scopes let a token do what this one stands for: `admin:read` holds `admin:read:accounts`, too. */
const covers = (scopes: readonly string[], scope: string): boolean => scopes.some((one) => scope === one || scope.startsWith(`${one}:`))

/** What to propose to somebody who signs in again: the widest use that the token has now, so that nothing is lost and nothing won unasked. */
export function purposeNow(purposes: readonly PurposeScopes[], { tokenHealth, openReports }: Pick<ProfileView, 'tokenHealth' | 'openReports'>): Purpose {
  const has = tokenHealth?.scopes
  const widest = has && purposes.findLast(({ scopes }) => scopes.every((scope) => covers(has, scope)))
  if (widest) return widest.purpose
  return openReports !== null && purposes.some(({ purpose }) => purpose === 'reports') ? 'reports' : 'moderate'
}
