// What may be done to an account of the fake backend: every verb of both platforms, with effects as the engine tells them.

import type { AccountRow, ActionOffer, Consequence, Mark, ProfileView, Refusal, Verb } from '../src/lib/bindings'
import { isForge } from './servers'

const letters: Partial<Record<Verb, string>> = { approve: 'A', reject: 'R', warn: 'W', limit: 'L', sensitive: 'M', freeze: 'F', suspend: 'S', block: 'B', ban: 'N', deactivate: 'D', note: 'T', deleteData: undefined, delete: undefined, deleteContributions: undefined, banBlocked: undefined, blockBanned: undefined, banDeactivated: undefined }

export function verbMarks(verb: Verb, marks: Mark[]): Mark[] {
  const off: Partial<Record<Verb, Mark>> = { approve: 'pending', liftLimit: 'limited', liftSensitive: 'sensitive', unfreeze: 'loginFrozen', unsuspend: 'suspended', unblock: 'blocked', unban: 'banned', activate: 'deactivated', banBlocked: 'blocked', blockBanned: 'banned', banDeactivated: 'deactivated' }
  const on: Partial<Record<Verb, Mark>> = { limit: 'limited', sensitive: 'sensitive', freeze: 'loginFrozen', suspend: 'suspended', block: 'blocked', ban: 'banned', deactivate: 'deactivated', banBlocked: 'banned', blockBanned: 'blocked', banDeactivated: 'banned' }
  const without = marks.filter((mark) => mark !== off[verb])
  const added = on[verb]
  return added && !without.includes(added) ? [...without, added] : without
}

/** What can be meant for some days. */
const REVERSES: Partial<Record<Verb, Verb>> = { limit: 'liftLimit', sensitive: 'liftSensitive', freeze: 'unfreeze', suspend: 'unsuspend', block: 'unblock', ban: 'unban', deactivate: 'activate' }

export function offers(view: ProfileView, row: AccountRow): ActionOffer[] {
  const is = (mark: Mark) => row.marks.includes(mark)
  const remote = row.domain !== null
  const staff = is('staff') || is('administrator')
  const common = (refusal: Refusal | null): Refusal | null =>
    view.safeMode === 'readOnly' ? { kind: 'readOnly' } : view.connection.kind === 'offline' ? { kind: 'offline' } : refusal
  const offer = (verb: Verb, refusal: Refusal | null, bar: boolean, consequences: Consequence[], some: Partial<ActionOffer> = {}): ActionOffer => ({
    verb, letter: verb in letters ? (letters[verb] ?? null) : 'U', place: bar ? 'bar' : 'menu', refusal: common(refusal), weight: 'restricts', consequences, told: 'never',
    takesMessage: false, takesPreset: false, reports: 'untouched', note: view.federated || ['reject', 'delete', 'deleteContributions'].includes(verb) ? 'untouched' : 'mayAdd',
    reverse: REVERSES[verb] ?? null, cautions: staff ? ['staff', 'rankUnknown'] : [], typeHandle: staff || verb === 'deleteData' ? row.handle : null, ...some,
  })
  const not = (yes: boolean, kind: 'notPending' | 'notLimited' | 'notSensitive' | 'notFrozen' | 'notSuspended' | 'suspendFirst' | 'notBlocked' | 'notBanned' | 'notDeactivated'): Refusal | null => (yes ? null : { kind })
  const gentle = { weight: 'gentle' } as const
  if (isForge(view)) {
    const first: Refusal | null = is('pending') ? { kind: 'decidePending' } : null
    const block = first ?? (is('blocked') ? { kind: 'alreadyBlocked' } : is('ldapBlocked') ? { kind: 'directoryBlocked' } : is('banned') ? { kind: 'bannedInstead' } : null)
    const ban = first ?? (is('banned') ? { kind: 'alreadyBanned' } : is('blocked') ? { kind: 'onlyActiveBanned' } : is('deactivated') ? { kind: 'deactivated' } : null)
    const recent = row.handle === 'active_lately' ? 13 : row.handle === 'dormant' ? 0 : Number(row.id.at(-1))
    const deactivate: Refusal | null = first ?? (is('deactivated') ? { kind: 'alreadyDeactivated' } : is('blocked') || is('banned') ? { kind: 'onlyActiveDeactivated' } : recent % 2 ? { kind: 'recentlyActive', days: recent - 1, needed: 90 } : null)
    const move = (verb: Verb, from: Mark, back: Consequence, effects: Consequence[]) => (is(from) ? [offer(verb, null, false, [...effects, 'activeForAMoment', back])] : [])
    return [
      offer('approve', not(is('pending'), 'notPending'), is('pending'), ['letIn', 'approvalMail'], { ...gentle, told: 'always' }),
      offer('reject', not(is('pending'), 'notPending'), is('pending'), ['signUpErasedSoon', 'nameAndMailFree'], { weight: 'irreversible', told: 'always' }),
      offer('block', block, block === null, ['cannotSignIn', 'pipelinesStop', 'seatChanges']),
      offer('ban', ban, ban === null, ['cannotSignIn', 'contributionsHidden', 'sameMailMayBeBannedToo']),
      offer('deactivate', deactivate, deactivate === null, ['outUntilSignIn', 'endsBySigningIn', 'seatChanges'], { told: 'bySetting' }),
      offer('unblock', not(is('blocked'), 'notBlocked'), is('blocked'), ['maySignInAgain', 'pipelinesStayStopped'], gentle),
      offer('unban', not(is('banned'), 'notBanned'), is('banned'), ['maySignInAgain', 'contributionsShownAgain'], gentle),
      offer('activate', not(is('deactivated'), 'notDeactivated'), is('deactivated'), ['maySignInAgain', 'seatChanges'], gentle),
      offer('note', null, false, ['noteReplaced', 'noteReadByAdministrators'], { ...gentle, note: 'writes', typeHandle: null, cautions: [] }),
      ...move('banBlocked', 'blocked', 'putBackIfSecondFails', ['contributionsHidden', 'sameMailMayBeBannedToo']),
      ...move('blockBanned', 'banned', 'putBackIfSecondFails', ['contributionsShownAgain', 'pipelinesStop']),
      ...move('banDeactivated', 'deactivated', 'putBackWherePossible', ['cannotSignIn', 'contributionsHidden']),
      offer('delete', null, false, ['accountErasedSoon', 'ownProjectsErased', 'contributionsToGhost'], { weight: 'irreversible', typeHandle: row.handle }),
      offer('deleteContributions', row.id.endsWith('3') ? { kind: 'soleOwner' } : null, false, ['accountErasedSoon', 'contributionsErased'], { weight: 'irreversible', typeHandle: row.handle }),
    ]
  }
  const sanction = (verb: Verb, refusal: Refusal | null, bar: boolean, effects: Consequence[]): ActionOffer =>
    offer(verb, refusal, bar, [
      ...effects, verb === 'warn' && remote ? 'strikeUnseen' : 'addsStrike', verb === 'warn' ? 'closesChosenReport' : 'closesOpenReports', ...(remote && verb !== 'warn' ? (['onlyThisServer'] as const) : []),
    ], { told: remote ? 'never' : 'choice', takesMessage: !remote, takesPreset: !remote, reports: verb === 'warn' ? 'closesChosen' : 'closesAll' })
  const free = !is('suspended') && !is('pending')
  const elsewhere: Refusal | null = remote ? { kind: 'otherServersAccount' } : null
  const suspension: Consequence[] = is('suspended')
    ? ['thirtyDaysAnew', ...(remote ? (['becomesOurs'] as const) : [])]
    : ['shutOut', 'erasedInThirtyDays', 'profileBlanked', remote ? 'followsSevered' : 'mailShutOut']
  return [
    offer('approve', elsewhere ?? not(is('pending'), 'notPending'), is('pending'), is('unconfirmed') ? ['letInOnceConfirmed'] : ['letIn', 'welcomeMailInAnHour'], { ...gentle, told: is('unconfirmed') ? 'never' : 'always' }),
    offer('reject', elsewhere ?? not(is('pending'), 'notPending'), is('pending'), ['signUpErased', 'nameAndMailFree'], { weight: 'irreversible' }),
    sanction('warn', null, !remote && !is('pending'), ['onRecordOnly']),
    sanction('limit', is('limited') ? { kind: 'alreadyLimited' } : null, !is('limited') && !is('suspended'), ['hiddenFromStrangers']),
    sanction('sensitive', is('sensitive') ? { kind: 'alreadySensitive' } : null, free && !is('sensitive'), ['mediaBehindWarning']),
    sanction('freeze', elsewhere ?? (is('loginFrozen') ? { kind: 'alreadyFrozen' } : null), free && !remote && !is('loginFrozen'), ['loginStops']),
    sanction('suspend', null, !is('suspended'), suspension),
    offer('liftLimit', not(is('limited'), 'notLimited'), is('limited'), ['seenAgain'], gentle),
    offer('liftSensitive', not(is('sensitive'), 'notSensitive'), is('sensitive'), ['mediaAsMarked'], gentle),
    offer('unfreeze', elsewhere ?? not(is('loginFrozen'), 'notFrozen'), is('loginFrozen'), ['maySignInAgain'], gentle),
    offer('unsuspend', not(is('suspended'), 'notSuspended'), is('suspended'), ['shownAgainUnlessErased', 'erasedComesBackEmpty', ...(remote ? (['followsStayCut', 'mayBeSuspendedAgain'] as const) : [])], gentle),
    offer('deleteData', not(is('suspended'), 'suspendFirst'), false, ['dataErased', 'nameAndMailTaken', 'doneByWorker', 'notInServersLog'], { weight: 'irreversible' }),
  ]
}
