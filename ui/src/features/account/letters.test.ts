import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { ActionOffer, Refusal, Verb } from '$lib/backend'
import { letterKeys, LETTERS, meaning } from './letters'

const offer = (verb: Verb, letter: string | null, refusal: Refusal | null = null): ActionOffer => ({
  verb, letter, refusal, place: 'bar', weight: 'restricts', consequences: [], told: 'never', takesMessage: false, takesPreset: false, reports: 'untouched', note: 'untouched', reverse: null, cautions: [], typeHandle: null,
})

it('the letters are those of the engine, none forgotten and none made up', () => {
  const source = readFileSync('../src-tauri/engine/src/action/verb.rs', 'utf8')
  const [, body = ''] = /pub const fn letter\(self\)[^{]*\{([\s\S]*?)\n {4}\}/.exec(source) ?? []
  const engine = new Set([...body.matchAll(/'([A-Z])'/g)].map(([, letter]) => letter))
  expect(engine.size).toBeGreaterThan(5)
  expect(new Set(LETTERS)).toEqual(engine)
})

it('a letter opens what is offered', () => {
  const approve = offer('approve', 'A')
  expect(meaning('A', [approve], 'Tree')).toEqual({ kind: 'offer', offer: approve })
})

it('of several reverses the one that can be done is meant; if more can, their menu opens', () => {
  const unban = offer('unban', 'U')
  expect(meaning('U', [offer('unblock', 'U', { kind: 'notBlocked' }), unban], 'Forge')).toEqual({ kind: 'offer', offer: unban })
  expect(meaning('U', [offer('liftLimit', 'U'), offer('unfreeze', 'U')], 'Tree')).toEqual({ kind: 'several', letter: 'U' })
})

it('where nothing can be lifted that is said once, and a reason of more weight before it', () => {
  const none = [offer('liftLimit', 'U', { kind: 'notLimited' }), offer('unfreeze', 'U', { kind: 'otherServersAccount' })]
  expect(meaning('U', none, 'Tree')).toEqual({ kind: 'says', text: 'Lift: nothing is in force that could be lifted here.' })
  expect(meaning('U', [...none, offer('unsuspend', 'U', { kind: 'readOnly' })], 'Tree')).toMatchObject({ text: expect.stringContaining('You are only looking') })
})

it('a letter that is not offered explains itself and does nothing', () => {
  expect(meaning('R', [offer('reject', 'R', { kind: 'notPending' })], 'Tree')).toEqual({ kind: 'says', text: 'Reject: This account does not wait for approval.' })
  expect(meaning('B', [], 'Tree')).toMatchObject({ kind: 'says', text: expect.stringContaining('B does nothing on Tree') })
  expect(meaning('E', [], 'Tree')).toEqual({ kind: 'says', text: 'E is for a report: choose one in Reports.' })
})

it('staff are never decided about by a letter', () => {
  const limit: ActionOffer = { ...offer('limit', 'L'), typeHandle: 'jana', cautions: ['staff'] }
  expect(meaning('L', [limit], 'Tree')).toEqual({ kind: 'says', text: 'Staff: choose it in the menu of all actions (.)' })
  const lifts: ActionOffer[] = [{ ...limit, verb: 'liftLimit', letter: 'U' }, { ...limit, verb: 'unfreeze', letter: 'U' }]
  expect(meaning('U', lifts, 'Tree')).toMatchObject({ kind: 'says' })
  expect(letterKeys([limit, ...lifts], () => {}).every(({ label }) => label === '')).toBe(true)
})

it('a handle that is typed because nothing can be taken back silences no letter', () => {
  const suspend: ActionOffer = { ...offer('suspend', 'S'), typeHandle: 'anna', weight: 'irreversible' }
  expect(meaning('S', [suspend], 'Tree')).toEqual({ kind: 'offer', offer: suspend })
})

it('what has no letter is opened by none', () => {
  const erase = offer('deleteData', null)
  for (const letter of LETTERS) expect(meaning(letter, [erase], 'Tree').kind).toBe('says')
})

it('only letters that do something are on the sheet of keys', () => {
  const labels = letterKeys([offer('approve', 'A'), offer('reject', 'R', { kind: 'readOnly' }), offer('liftLimit', 'U'), offer('unfreeze', 'U')], () => {}).map(({ label }) => label)
  expect(labels.filter((label) => label !== '')).toEqual(['Approve…', 'Lift limit… · Unfreeze…'])
})

it('what acts at once has no ellipsis on the sheet', () => {
  const labels = letterKeys([offer('approve', 'A'), offer('block', 'B')], () => {}, false, ({ verb }) => verb === 'block').map(({ label }) => label)
  expect(labels.filter((label) => label !== '')).toEqual(['Approve…', 'Block'])
})

it('beside a report its own letters are left to it', () => {
  const strokes = letterKeys([], () => {}, true).flatMap((binding) => binding.strokes)
  expect(strokes).not.toContain('I')
  expect(strokes).not.toContain('E')
})

it('a note is opened by its letter though it stands in the menu, and a deactivated account is activated by U', () => {
  const note: ActionOffer = { ...offer('note', 'T'), place: 'menu', note: 'writes' }
  const activate = offer('activate', 'U')
  expect(meaning('T', [note], 'Forge')).toEqual({ kind: 'offer', offer: note })
  expect(meaning('U', [offer('unblock', 'U', { kind: 'deactivated' }), offer('unban', 'U', { kind: 'notBanned' }), activate], 'Forge')).toEqual({ kind: 'offer', offer: activate })
  const none = [offer('unblock', 'U', { kind: 'notBlocked' }), offer('unban', 'U', { kind: 'notBanned' }), offer('activate', 'U', { kind: 'notDeactivated' })]
  expect(meaning('U', none, 'Forge')).toEqual({ kind: 'says', text: 'Lift: nothing is in force that could be lifted here.' })
})

it('why somebody cannot be deactivated is said in days', () => {
  const recent = (days: number, needed = 90) => meaning('D', [offer('deactivate', 'D', { kind: 'recentlyActive', days, needed })], 'Forge')
  expect(recent(12)).toEqual({ kind: 'says', text: 'Deactivate: Active 12 days ago; this server needs 90 days without activity.' })
  expect(recent(0)).toMatchObject({ text: expect.stringContaining('Active today; this server') })
  expect(recent(1, 1)).toMatchObject({ text: expect.stringContaining('Active 1 day ago; this server needs 1 day without') })
})

it('moves and deletions are reached by no letter', () => {
  const heavy = (['delete', 'deleteContributions', 'banBlocked', 'blockBanned', 'banDeactivated'] as const).map((verb) => offer(verb, null))
  for (const letter of LETTERS) expect(meaning(letter, heavy, 'Forge').kind).toBe('says')
})

it('where two steps lead on, the letter names them', () => {
  const two = offer('banDeactivated', null)
  const ban = offer('ban', 'N', { kind: 'deactivated' })
  expect(meaning('N', [ban, two], 'Forge')).toEqual({ kind: 'says', text: 'Ban: This account is deactivated: Ban (activate first) does both.' })
  expect(meaning('N', [ban, { ...two, refusal: { kind: 'readOnly' } }], 'Forge')).toMatchObject({ text: expect.not.stringContaining('does both') })
})
