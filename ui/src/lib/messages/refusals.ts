// Why something is not offered, or was refused: from the account's state and one's own role, not from a bare status code.

import type { ActionOffer, Refusal } from '../backend'
import { count } from '../format'
import { cut, isolate, visible } from '../text'
import { moves, verbs } from './words'

/** States that stand in a verb's way, where two steps lead there all the same. */
const inTheWay: Partial<Record<Refusal['kind'], string>> = {
  bannedInstead: 'This account is banned',
  deactivated: 'This account is deactivated',
  onlyActiveBanned: 'Only active accounts can be banned',
}

/** Why this offer is refused, among all that are offered; none where it is not. */
export function whyRefused({ verb, refusal }: ActionOffer, offers: ActionOffer[]): string | null {
  if (refusal === null) return null
  const way = offers.find((one) => one.refusal === null && moves[one.verb]?.second === verb)
  const state = inTheWay[refusal.kind]
  return way && state ? `${state}: ${verbs[way.verb]} does both.` : refusals(refusal)
}

export function refusals(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'offline':
      return 'The server cannot be reached, and this is not decided without it: refresh when you are online again.'
    case 'askedToWait':
      return 'The server asks us to wait: try again when it takes requests.'
    case 'notSent':
      return 'Something between here and the server answered in its place, so nothing was sent: check the network, then decide again.'
    case 'readOnly':
      return 'You are only looking on this instance: start moderating first.'
    case 'noToken':
      return 'There is no token for this instance in this session: paste one in its settings.'
    case 'tokenDead':
      return 'The server no longer takes the token: paste a new one in the settings of the instance.'
    case 'journalUnusable':
      return 'The journal of this instance cannot be opened, so nothing could be recorded: restore it from a backup first.'
    case 'ownAccount':
      return 'This is your own account: ask another moderator.'
    case 'serversOwn':
      return 'This account belongs to the server itself and is left alone.'
    case 'gone':
      return 'The server no longer has this account: there is nothing left to decide.'
    case 'otherServersAccount':
      return 'This account is at home on another server: only its own moderators can do that.'
    case 'scopeMissing':
      return `The token was made without the scope ${refusal.scope}: make one that has it and paste it in the settings of the instance.`
    case 'roleMissing':
      return 'Your role on this server may not do this: ask an administrator.'
    case 'outranked':
      return 'Your role does not stand above the role of this account: ask an administrator.'
    case 'notPending':
      return 'This account does not wait for approval.'
    case 'decidePending':
      return 'This account waits for approval: approve or reject it.'
    case 'alreadyLimited':
      return 'This account is limited already.'
    case 'notLimited':
      return 'This account is not limited.'
    case 'alreadyBlocked':
      return 'This account is blocked already.'
    case 'notBlocked':
      return 'This account is not blocked.'
    case 'alreadySensitive':
      return 'This account is forced sensitive already.'
    case 'notSensitive':
      return 'This account is not forced sensitive.'
    case 'alreadyFrozen':
      return 'The login of this account is frozen already.'
    case 'notFrozen':
      return 'The login of this account is not frozen.'
    case 'alreadySuspended':
      return 'This account is suspended already, and doing it again would change nothing.'
    case 'notSuspended':
      return 'This account is not suspended.'
    case 'suspendFirst':
      return 'Only the data of a suspended account can be deleted: suspend it first.'
    case 'erasedOrSuspendedElsewhere':
      return "The server may have erased it already, or its own server suspended it: it doesn't tell which."
    case 'suspendedElsewhere':
      return 'Suspended by its own server: only that one can lift it.'
    case 'withoutUser':
      return 'Nobody signs in to this account any more, because its person deleted it: limiting and suspending still work.'
    case 'notOnThisServer':
      return 'This server does not offer that: look for it in its own moderation pages.'
    case 'presetOrReportUnknown':
      return 'The server knows no such preset, or no such report any more: check the number, refresh the reports, then decide again.'
    case 'actionRunning':
      return 'The server is still busy with another action on this account: wait a moment, then decide again.'
    case 'reportAboutOther':
      return 'The chosen report is about somebody else: choose one about this account.'
    case 'reportResolved':
      return 'This report is resolved already.'
    case 'reportOpen':
      return 'This report is open already.'
    case 'reportYours':
      return 'This report is assigned to you already.'
    case 'reportNobodys':
      return 'This report is assigned to nobody.'
    case 'directoryBlocked':
      return 'The directory (LDAP, SAML or SCIM) blocked this account: change it there.'
    case 'bannedInstead':
      return 'This account is banned: unban it instead.'
    case 'notBanned':
      return 'This account is not banned.'
    case 'alreadyBanned':
      return 'This account is banned already.'
    case 'onlyActiveBanned':
      return `Only active accounts can be banned: ${verbs.banBlocked} does both.`
    case 'deactivated':
      return 'This account is deactivated: activate it, or it comes back when its person signs in.'
    case 'alreadyDeactivated':
      return 'This account is deactivated already.'
    case 'notDeactivated':
      return 'This account is not deactivated.'
    case 'unblockInstead':
      return 'This account is blocked: unblock it instead.'
    case 'onlyActiveDeactivated':
      return 'Only active accounts can be deactivated.'
    case 'recentlyActive':
      return `Active ${refusal.days === 0 ? 'today' : `${days(refusal.days)} ago`}; this server needs ${days(refusal.needed)} without activity.`
    case 'soleOwner':
      return 'This account is the only owner of a group: give the group another owner on the server first.'
    case 'unknownState':
      if (!refusal.word) return 'The server left out what state the account is in: open it on the server.'
      return `The server calls its state ${isolate(cut(visible(refusal.word), 40))}, which Bailiwick does not know: open it on the server.`
    case 'noteTooLong':
      return `The note is longer than ${count(refusal.limit)} characters, or would be with the reason: shorten it on the server first.`
    case 'serverSaysNo':
      return "The server said no, and the account's state does not explain why: open it on the server."
    default:
      return unreachable(refusal)
  }
}

/** While the server asks us to wait, no verb can be sent; `left` is a countdown. */
export const waitLeft = (left: string): string => `The server asks us to wait, ${left} left`

const days = (n: number): string => (n === 1 ? '1 day' : `${count(n)} days`)

function unreachable(value: never): never {
  throw new Error(`no sentence for ${JSON.stringify(value)}`)
}
