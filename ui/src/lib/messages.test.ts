import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { DecisionView, ErrorCode, Refusal, Status, Step, Verb } from './backend'
import * as messages from './messages'
import { errorSentence, halfway, moves, outcome, putBack, refusals, resultTitle } from './messages'

// That every code has a sentence is kept by the compiler; that they are good ones, by these.
const errors: ErrorCode[] = [
  { code: 'addressInvalid' }, { code: 'noSuchServer', host: 'tree.example' }, { code: 'timedOut', seconds: 20 },
  { code: 'certificateNotTrusted', host: 'tree.example', fault: 'expired' }, { code: 'tooLarge', megabytes: 50 }, { code: 'htmlInsteadOfData', status: 200 },
  { code: 'sentElsewhere', host: 'other.example' }, { code: 'rateLimited', until: null }, { code: 'rateLimited', until: 0 }, { code: 'tokenNotTaken' }, { code: 'signInNeeded' }, { code: 'settingsUnreadable', path: '/home/kim/settings.json' },
  { code: 'scopeMissing', scope: 'admin:write' }, { code: 'roleMissing', handle: null }, { code: 'roleMissing', handle: 'kim' }, { code: 'adminModeMissing' }, { code: 'changedMeanwhile' },
  { code: 'alreadyOpen' }, { code: 'dueInvalid' }, { code: 'storeUnusable', path: '/home/kim/journal.db' }, { code: 'portTaken', port: 4780 }, { code: 'internal' },
  { code: 'keyGone', path: '/home/kim/desk.db' }, { code: 'snapshotFailed', path: '/home/kim/journal.db' }, { code: 'recoveryKeyMistyped', groups: [] }, { code: 'recoveryKeyMistyped', groups: [3, 5, 12] },
  { code: 'recoveryKeyLength', has: 68, needs: 72 }, { code: 'recoveryKeyWrong' }, { code: 'noRecoveryKey' }, { code: 'noRecoveryFile', path: '/home/kim/recovery.db' }, { code: 'journalOpens' }, { code: 'backupUnusable' },
  { code: 'signInDenied' }, { code: 'signInTimedOut' }, { code: 'signInGone' }, { code: 'signInRefused' }, { code: 'applicationUnknown' }, { code: 'listenerUnusable' }, { code: 'notACode' }, { code: 'signInNeeded' },
  { code: 'certificateChanged', host: 'tree.example' }, { code: 'clientCertificateNeeded', host: 'tree.example' }, { code: 'clientCertificateRefused', host: 'tree.example' },
  { code: 'certificateFileUnusable', path: '/home/kim/roots.pem' }, { code: 'fingerprintInvalid' }, { code: 'proxyInvalid' }, { code: 'proxyUnusable', host: 'proxy.example:3128' }, { code: 'clockWrong', seconds: 400 }, { code: 'clockWrong', seconds: -900_000 },
  { code: 'locked' }, { code: 'passphraseWrong' }, { code: 'passphraseShort', least: 10 }, { code: 'vaultUnusable', path: '/home/kim/vault.bin' }, { code: 'settingsUnreadable', path: '/home/kim/settings.json' },
  { code: 'backupTooNew' }, { code: 'backupOfAnother', address: 'tree.example', username: 'kim' },
]
const reasons: Refusal[] = [{ kind: 'readOnly' }, { kind: 'ownAccount' }, { kind: 'scopeMissing', scope: 'admin_mode' }, { kind: 'unknownState', word: 'ldap_frozen' }, { kind: 'outranked' }]

it.each(errors)('$code is told in one sentence that says what to do next', (error) => {
  const sentence = errorSentence(error)
  expect(sentence).toMatch(/^[\p{Lu}\u2068].*\.$/u)
  expect(sentence.replace(/\u2068.*?\u2069/gu, '').match(/\.(?:\s|$)/gu)).toHaveLength(1)
  expect(sentence).toMatch(/[:,;]/)
})

it.each(reasons)('$kind is explained', (reason) => expect(refusals(reason)).toMatch(/\.$/))

const newer: Refusal['kind'][] = [
  'alreadySensitive', 'notSensitive', 'alreadyFrozen', 'notFrozen', 'alreadySuspended', 'notSuspended', 'suspendFirst', 'erasedOrSuspendedElsewhere', 'suspendedElsewhere',
  'withoutUser', 'notOnThisServer', 'presetOrReportUnknown', 'actionRunning', 'reportResolved', 'reportOpen', 'reportYours', 'reportNobodys', 'alreadyDeactivated', 'notDeactivated', 'unblockInstead', 'onlyActiveDeactivated', 'soleOwner', 'deactivated', 'onlyActiveBanned',
]
it.each(newer)('%s is one sentence without jargon', (kind) => {
  const sentence = refusals({ kind } as Refusal)
  expect(sentence).toMatch(/^\p{Lu}[^.]*\.$/u)
  expect(sentence).not.toMatch(/\b(?:40\d|user row|API|preset_id|origin)\b/)
})

it.each(Object.entries(messages.consequences))('%s is told in whole sentences', (_, sentence) => {
  expect(sentence).toMatch(/^\p{Lu}.*\.$/u)
  expect(sentence.length).toBeLessThan(110)
})

it('of a seat it is told which way it goes', () => {
  expect(messages.effect('seatChanges', 'approve')).toContain('take')
  expect(messages.effect('seatChanges', 'block')).toContain('free')
  expect(messages.effect('pipelinesStop', 'block')).toBe(messages.consequences.pipelinesStop)
})

it('every verb has its words, and each differs from the others', () => {
  for (const words of [messages.verbs, messages.verbsOf, messages.verbsDone, messages.verbsDoing]) expect(new Set(Object.values(words)).size).toBe(Object.keys(messages.verbs).length)
  expect(messages.verbs).toMatchObject({ warn: 'Warn', limit: 'Limit', liftLimit: 'Lift limit', sensitive: 'Force sensitive', freeze: 'Freeze login', unfreeze: 'Unfreeze', deleteData: 'Delete data' })
})

it('data that a worker deletes later is not called deleted', () => {
  const sentence = outcome({ ...decision('unprovable'), verb: 'deleteData' }, 'x')
  expect(sentence).not.toMatch(/^Data deleted/)
  expect(sentence).toContain('in the background')
})

const decision = (status: Status): DecisionView => ({
  id: 'd', profile: 'p', account: 'a', handle: 'anna\u202e', by: 'kim', verb: 'reject', status, decidedAt: 0, settledAt: 0, reason: null, message: null,
  told: null, preset: null, report: null, before: [], after: null, answerCode: null, answerWords: null, refusal: null, lookup: null, lasts: null, note: null, noteBefore: null, steps: [], holdLeft: null, review: 'none', attempts: 0, seen: null, found: null,
})

it('what a person said is told as theirs, and never as the word of the server', () => {
  for (const verb of ['warn', 'deleteData'] as const) {
    const arrived = outcome({ ...decision('unprovable'), verb, lookup: 'saidArrived' }, 'x')
    expect(arrived).toContain('You said that it arrived')
    expect(arrived).not.toContain('accepted')
  }
  const never: DecisionView = { ...decision('refused'), lookup: 'saidNot' }
  expect(outcome(never, 'x')).toContain('You said that it never arrived')
  expect(`${outcome(never, 'x')} ${resultTitle(never)}`).not.toContain('refused')
})

it.each(['sending', 'confirmed', 'accepted', 'unprovable', 'refused', 'unsure', 'gone', 'putBack', 'halfway', 'held', 'ready', 'changed', 'wasSo', 'cancelled'] as const)('the outcome %s names person and instance, isolated', (status) => {
  const sentence = outcome(decision(status), 'tree.social')
  expect(sentence).toContain('\u2068@anna\u2069')
  expect(sentence).toContain('\u2068tree.social\u2069')
})

it('only what the server shows is called done', () => {
  expect(outcome(decision('confirmed'), 'x')).toMatch(/^Rejected/)
  for (const status of ['accepted', 'refused', 'unsure', 'gone', 'putBack', 'halfway', 'held', 'ready', 'changed', 'wasSo', 'cancelled'] as const) expect(outcome(decision(status), 'x')).not.toMatch(/^Rejected/)
})

it('house words are used', () => {
  const all = JSON.stringify(messages, (_, value: unknown) => (typeof value === 'function' ? String(value) : value))
  expect(all.match(/.{0,40}\b(?:silence|basket|seen before|sorry|oops|successfully)\b.{0,40}/gi) ?? []).toEqual([])
})

it('the steps of a move are those of the engine', () => {
  const source = readFileSync('../src-tauri/engine/src/action/steps.rs', 'utf8')
  const camel = (name: string) => (name.charAt(0).toLowerCase() + name.slice(1)) as Verb
  const engine = [...source.matchAll(/Verb::(\w+) => Steps \{ first: Verb::(\w+), second: Verb::(\w+), back: Verb::\w+ \}/g)].map(([, verb = '', first = '', second = '']) => [camel(verb), camel(first), camel(second)])
  expect(engine.length).toBeGreaterThan(0)
  expect(engine).toEqual(Object.entries(moves).map(([verb, { first, second }]) => [verb, first, second]))
})

const step = (part: Step['part'], status: Status): Step => ({ part, verb: 'ban', status, sentAt: 0, answerCode: null, answerWords: null, refusal: null })

it('a move that was put back says what the server would not do, and how the account is again', () => {
  const moved = (verb: Verb, second: Status) => putBack({ ...decision('putBack'), verb, steps: [step('first', 'accepted'), step('second', second), step('back', 'confirmed')] })
  expect(moved('banBlocked', 'refused')).toBe('The server would not ban; it is blocked again.')
  expect(moved('blockBanned', 'refused')).toBe('The server would not block; it is banned again.')
  expect(moved('banDeactivated', 'refused')).toBe('The server would not ban; it is deactivated again.')
  expect(moved('banBlocked', 'unsure')).toBe('The second step did not get through; it is blocked again.')
})

it('what is left active is said with person and instance, whatever they call themselves', () => {
  expect(halfway.left('x', 'company-git')).toBe('\u2068@x\u2069 on \u2068company-git\u2069 was left active: ban it or block it now.')
  const sentence = halfway.left(`\u202e${'long'.repeat(100)}`, 'g\u2066it')
  expect(sentence).not.toMatch(/[\u202e\u2066]/)
  expect(sentence.length).toBeLessThan(160)
})
