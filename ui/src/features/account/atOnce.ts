// What is decided with one key, without a panel: it is held first, and Z takes it back.

import type { AccountDetail, ActionOffer, ProfileView } from '$lib/backend'
import { reverseOf } from '$lib/reversing'
import { isStaff } from './letters'

/** `hold` is how long what can be taken back is held, in ms: without a hold everything is asked about. */
export function actsAtOnce(offer: ActionOffer, { safeMode }: Pick<ProfileView, 'safeMode'>, account: Pick<AccountDetail, 'reports'>, hold: number): boolean {
  if (hold === 0 || offer.weight === 'irreversible' || isStaff(offer) || offer.typeHandle !== null || offer.told === 'choice' || offer.note === 'writes') return false
  if (offer.verb === 'approve') return safeMode === 'askIrreversible' || safeMode === 'quick'
  // Which of the open reports caused it is a choice, too: it says what is closed.
  const closes = offer.reports !== 'untouched' && (account.reports?.length ?? 0) > 0
  return safeMode === 'quick' && reverseOf(offer.verb) !== null && !closes
}
