// Which decision takes another one back, and why it cannot be made where it cannot.

import type { ActionOffer, DecisionView, Verb } from './backend'
import { neverBack, reverseWords as words } from './messages/reversing'
import { whyRefused } from './messages/refusals'

/** What nothing takes back has none. A note is taken back by writing what stood there before. */
const REVERSES: Record<Verb, Verb | null> = {
  approve: null, reject: null, warn: null, deleteData: null, delete: null, deleteContributions: null,
  limit: 'liftLimit', liftLimit: 'limit', sensitive: 'liftSensitive', liftSensitive: 'sensitive',
  freeze: 'unfreeze', unfreeze: 'freeze', suspend: 'unsuspend', unsuspend: 'suspend',
  block: 'unblock', unblock: 'block', ban: 'unban', unban: 'ban', deactivate: 'activate', activate: 'deactivate',
  banBlocked: 'blockBanned', blockBanned: 'banBlocked', banDeactivated: 'unban', note: 'note',
  assignReport: 'unassignReport', unassignReport: 'assignReport', resolveReport: 'reopenReport', reopenReport: 'resolveReport',
}

export const reverseOf = (verb: Verb): Verb | null => REVERSES[verb]

/**
 * Whether it reached the server, or may have: before that it is cancelled, and what the server refused needs nothing. One whose
 * words were erased is too old to be taken back in passing, and a note that stood before it is no longer known.
 */
export const hasArrived = ({ status, handle }: DecisionView): boolean =>
  handle !== '' && (status === 'confirmed' || status === 'accepted' || status === 'unprovable' || status === 'unsure')

/** What reverses it among what is offered now, or why nothing does; `offers` are not known where the account is not. */
export function reversal(decision: DecisionView, offers: ActionOffer[] | null): ActionOffer | string {
  const verb = reverseOf(decision.verb)
  if (verb === null) return neverBack(decision.verb)
  if (decision.status === 'sending') return words.onItsWay
  if (offers === null) return words.unknown
  const offer = offers.find((one) => one.verb === verb)
  return offer ? (whyRefused(offer, offers) ?? offer) : words.notOffered
}
