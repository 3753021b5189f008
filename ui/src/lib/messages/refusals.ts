// Why something is not offered, or was refused: from the account's state and one's own role, not from a bare status code.

import type { Refusal } from '../backend'
import { cut, isolate, visible } from '../text'

export function refusals(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'offline':
      return 'The server cannot be reached, and nothing is decided without it: refresh when you are online again.'
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
      return 'Only active accounts can be banned: unblock or activate it first.'
    case 'deactivated':
      return 'This account is deactivated: it comes back by signing in, or by activating it on the server.'
    case 'unknownState':
      if (!refusal.word) return 'The server left out what state the account is in: open it on the server.'
      return `The server calls its state ${isolate(cut(visible(refusal.word), 40))}, which Bailiwick does not know: open it on the server.`
    case 'serverSaysNo':
      return "The server said no, and the account's state does not explain why: open it on the server."
    default:
      return unreachable(refusal)
  }
}

/** While the server asks us to wait, no verb can be sent; `left` is a countdown. */
export const waitLeft = (left: string): string => `The server asks us to wait, ${left} left`

function unreachable(value: never): never {
  throw new Error(`no sentence for ${JSON.stringify(value)}`)
}
