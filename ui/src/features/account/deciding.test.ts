import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AccountDetail, ActionOffer, DecisionView, ProfileView, ReportRow } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { closing } from '$lib/messages'
import { SETTLE } from '$lib/parts/panel'
import { canAgain, Deciding } from './deciding.svelte'

const { decide, loadReports, listReports } = vi.hoisted(() => ({ decide: vi.fn(), loadReports: vi.fn(), listReports: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { decide, loadReports, listReports } }))

const profile = { id: 'p1', name: 'tree.social' } as ProfileView
const row = (id: string, seenAt = 1): ReportRow => ({ id, seenAt }) as ReportRow
const account = { id: 'a1', handle: 'anna', revision: 'r1', reports: [row('9'), row('7'), row('5')] } as AccountDetail
const offer = (some: Partial<ActionOffer>): ActionOffer => ({
  verb: 'limit', letter: 'L', place: 'bar', refusal: null, weight: 'restricts', consequences: [], told: 'never', takesMessage: false, takesPreset: false, reports: 'untouched', cautions: [], typeHandle: null, ...some,
})
const deciding = (some: Partial<ActionOffer>) => new Deciding(profile, account, offer(some))

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.resetAllMocks()
  for (const { id } of desk.said) desk.unsay(id)
})

it('whether they are told is chosen by the person, never beforehand', () => {
  const one = deciding({ told: 'choice' })
  expect(one.missing).toBe('tell')
  one.tell = 'no'
  expect(one.missing).toBe(null)
  expect(one.choices.tell).toBe(false)
  expect(deciding({ told: 'always' }).choices.tell).toBe(null)
})

it('a text for the person is sent only where it reaches them', () => {
  const one = deciding({ told: 'choice', takesMessage: true })
  one.message = ' stop it '
  one.tell = 'no'
  expect(one.choices.message).toBe(null)
  one.tell = 'yes'
  expect(one.choices.message).toBe('stop it')
})

it('a placeholder that nobody filled in is not sent, and is named', () => {
  const one = deciding({ told: 'choice', takesMessage: true })
  one.tell = 'yes'
  one.message = 'How long: {until when}. Why: {the facts}.'
  expect(one.missing).toBe('blank')
  expect(one.missingWords).toContain('{until when}')
  one.message = 'How long: a week. Why: spam. {} is no placeholder.'
  expect(one.missing).toBe(null)
  one.message = '{the rule}'
  one.tell = 'no'
  expect(one.missing).toBe(null) // it reaches nobody
})

it('a text that is too long is not sent', () => {
  const one = deciding({ told: 'always', takesMessage: true })
  one.message = '🦉'.repeat(5_000)
  expect(one.missing).toBe(null)
  one.message += '!'
  expect(one.missing).toBe('message')
  expect(one.missingWords).toContain('5,000')
})

it("the number of a preset has digits only, and goes with a text's fate", () => {
  const one = deciding({ told: 'choice', takesPreset: true })
  one.tell = 'yes'
  one.preset = '12a'
  expect(one.missing).toBe('preset')
  one.preset = ' 12 '
  expect(one.missing).toBe(null)
  expect(one.choices.preset).toBe('12')
  one.tell = 'no'
  expect(one.choices.preset).toBe(null)
})

it('no report is chosen beforehand, except the one from which the panel was opened', () => {
  expect(deciding({ reports: 'closesAll' }).choices.report).toBe(null)
  expect(new Deciding(profile, account, offer({ reports: 'closesAll' }), '7').choices.report).toBe('7')
  expect(new Deciding(profile, account, offer({ reports: 'untouched' }), '7').choices.report).toBe(null)
})

it('what becomes of the open reports is counted and said before', () => {
  expect(closing('closesAll', 4, true, 'anna')).toBe('Closes this and 3 other open reports about \u2068@anna\u2069.')
  expect(closing('closesAll', 2, true, 'anna')).toBe('Closes this and 1 other open report about \u2068@anna\u2069.')
  expect(closing('closesAll', 1, true, 'anna')).toBe('Closes this one, the only open report about \u2068@anna\u2069.')
  expect(closing('closesAll', 4, false, 'anna')).toBe('Closes all 4 open reports about \u2068@anna\u2069.')
  expect(closing('closesChosen', 4, true, 'anna')).toBe('Closes only the chosen one.')
  expect(closing('closesAll', 0, false, 'anna')).toBe(null)
  expect(closing('untouched', 4, false, 'anna')).toBe(null)
})

it('reports are read anew behind the panel, and one that was closed meanwhile is no longer chosen', async () => {
  const { reports } = new Deciding(profile, account, offer({ reports: 'closesAll' }), '7')
  listReports.mockResolvedValue({ rows: [row('9', 50), row('5', 40)], matching: 2, next: null })
  await reports.freshen()
  expect(loadReports).toHaveBeenCalledWith('p1', expect.objectContaining({ state: 'open', target: 'a1' }))
  expect(reports.open).toBe(2)
  expect(reports.asOf).toBe(40)
  expect(reports.chosen).toBe(null)
  expect(reports.lost).toBe(true)
})

it('reports that cannot be read anew stay as they were, with the reason', async () => {
  const { reports } = deciding({ reports: 'closesChosen' })
  loadReports.mockRejectedValue({ error: { code: 'timedOut', seconds: 20 }, serverSaid: null })
  await reports.freshen()
  expect(reports.rows).toHaveLength(3)
  expect(reports.stale?.error.code).toBe('timedOut')
})

it('a report that the cache does not list counts, too', () => {
  const { reports } = new Deciding(profile, account, offer({ reports: 'closesAll' }), '3')
  expect(reports.unlisted).toBe('3')
  expect(reports.open).toBe(4)
})

it('nothing is asked about reports where the verb does nothing to them, or nobody may see them', async () => {
  await deciding({}).reports.freshen()
  await new Deciding(profile, { ...account, reports: null }, offer({ reports: 'closesAll' })).reports.freshen()
  expect(loadReports).not.toHaveBeenCalled()
})

it('what was written is still there after a refusal that another choice may change', async () => {
  decide.mockResolvedValue({ status: 'refused', verb: 'warn', handle: 'anna', refusal: { kind: 'presetOrReportUnknown' } })
  const one = deciding({ told: 'always', takesMessage: true })
  one.message = 'a long statement'
  const decision = (await one.send()) as DecisionView
  expect(canAgain(decision)).toBe(true)
  expect(canAgain({ ...decision, refusal: { kind: 'outranked' } })).toBe(false)
  vi.advanceTimersByTime(SETTLE)
  one.again()
  expect(one.phase).toBe('choosing')
  expect(one.choices.message).toBe('a long statement')
  expect(one.settled).toBe(false) // the key that led back does not send
})

it('what the server took without being able to show it is said as taken', async () => {
  decide.mockResolvedValue({ status: 'unprovable', verb: 'warn', handle: 'anna' })
  const one = deciding({})
  one.watched = true
  await one.send()
  expect(desk.said.at(-1)).toMatchObject({ tone: 'calm', text: expect.stringMatching(/^Warned: .*@anna.*no way to show it\.$/) })
})

it('a moderator is decided about only after the handle was typed, with or without the @', () => {
  const one = deciding({ typeHandle: 'jana' })
  expect(one.missing).toBe('handle')
  one.typed = 'jan'
  expect(one.missing).toBe('handle')
  one.typed = ' @jana '
  expect(one.missing).toBe(null)
  expect(one.choices.typedHandle).toBe('jana')
})

it('the key that opened the panel does not send', () => {
  const one = deciding({})
  vi.advanceTimersByTime(SETTLE - 1)
  expect(one.settled).toBe(false)
  vi.advanceTimersByTime(1)
  expect(one.settled).toBe(true)
})

it('the id and the revision on screen go with the decision', async () => {
  decide.mockResolvedValue({ status: 'confirmed', verb: 'limit', handle: 'anna' })
  await deciding({}).send()
  expect(decide).toHaveBeenCalledWith('p1', 'a1', 'r1', 'limit', { message: null, tell: null, preset: null, report: null, reason: null, typedHandle: null })
  expect(desk.said.at(-1)?.tone).toBe('good')
})

it('an account that changed meanwhile is told, and nothing counts as sent', async () => {
  decide.mockRejectedValue({ error: { code: 'changedMeanwhile' }, serverSaid: null })
  const one = deciding({})
  expect(await one.send()).toBe(null)
  expect(one.phase).toBe('changed')
  expect(one.decision).toBe(null)
})

it('what came of it is said also when its panel has been left', async () => {
  decide.mockResolvedValue({ status: 'unsure', verb: 'limit', handle: 'anna', lookup: 'unchanged' })
  const one = deciding({})
  await one.send()
  expect(desk.said.at(-1)).toMatchObject({ tone: 'caution', text: expect.stringContaining('Not sure') })
  one.watched = true
  const before = desk.said.length
  await one.send()
  expect(desk.said).toHaveLength(before)
})
