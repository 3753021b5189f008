import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AccountDetail, ActionOffer, DecisionView, ProfileView, ReportRow } from '$lib/backend'
import { desk } from '$lib/desk.svelte'
import { closing } from '$lib/messages'
import { SETTLE } from '$lib/parts/panel'
import { canAgain, Deciding } from './deciding.svelte'

const { decide, replaceDecision, loadReports, listReports, lookAtAccount } = vi.hoisted(() => ({ decide: vi.fn(), replaceDecision: vi.fn(), loadReports: vi.fn(), listReports: vi.fn(), lookAtAccount: vi.fn() }))
vi.mock('$lib/bindings', () => ({ commands: { decide, replaceDecision, loadReports, listReports, lookAtAccount } }))

const profile = { id: 'p1', name: 'tree.social' } as ProfileView
const row = (id: string, seenAt = 1): ReportRow => ({ id, seenAt }) as ReportRow
const account = { id: 'a1', handle: 'anna', revision: 'r1', reports: [row('9'), row('7'), row('5')] } as AccountDetail
const offer = (some: Partial<ActionOffer>): ActionOffer => ({
  verb: 'limit', letter: 'L', place: 'bar', refusal: null, weight: 'restricts', consequences: [], told: 'never', takesMessage: false, takesPreset: false, reports: 'untouched', note: 'untouched', reverse: null, cautions: [], typeHandle: null, ...some,
})
const deciding = (some: Partial<ActionOffer>) => new Deciding(profile, account, offer(some))

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.resetAllMocks()
  for (const { id } of desk.said) desk.unsay(id)
})

it('what is held is said with person and instance, and one goes on', async () => {
  const one = deciding({})
  one.watched = true
  decide.mockResolvedValue({ status: 'held', verb: 'limit', handle: 'anna', holdLeft: 10_000, steps: [] })
  await one.send()
  expect(desk.said.at(-1)).toMatchObject({ tone: 'calm', text: expect.stringMatching(/@anna.*tree\.social.*nothing has left yet/) })
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
  decide.mockResolvedValue({ status: 'refused', verb: 'warn', handle: 'anna', refusal: { kind: 'presetOrReportUnknown' }, steps: [] })
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
  decide.mockResolvedValue({ status: 'unprovable', verb: 'warn', handle: 'anna', steps: [] })
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
  decide.mockResolvedValue({ status: 'confirmed', verb: 'limit', handle: 'anna', steps: [] })
  await deciding({}).send()
  expect(decide).toHaveBeenCalledWith('p1', 'a1', 'r1', 'limit', { message: null, tell: null, preset: null, report: null, reason: null, typedHandle: null, note: null, noteToo: false, lasts: null, atOnce: false })
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
  decide.mockResolvedValue({ status: 'unsure', verb: 'limit', handle: 'anna', lookup: 'unchanged', steps: [] })
  const one = deciding({})
  await one.send()
  expect(desk.said.at(-1)).toMatchObject({ tone: 'caution', text: expect.stringContaining('Not sure') })
  one.watched = true
  const before = desk.said.length
  await one.send()
  expect(desk.said).toHaveLength(before)
})

it('the reason is added to the note on the server only where somebody says so, and wrote one', () => {
  const one = deciding({ note: 'mayAdd' })
  expect(one.asksNoteToo).toBe(false)
  one.reason = ' spam in forty issues '
  expect(one.asksNoteToo).toBe(true)
  expect(one.choices.noteToo).toBe(false)
  one.noteToo = true
  expect(one.choices).toMatchObject({ noteToo: true, reason: 'spam in forty issues', note: null })
  one.reason = ' '
  expect(one.choices.noteToo).toBe(false)
  const other = deciding({})
  other.reason = 'x'
  other.noteToo = true
  expect(other.choices.noteToo).toBe(false)
})

it('a decision of which the note was lost is not said as all well', async () => {
  decide.mockResolvedValue({ status: 'confirmed', verb: 'ban', handle: 'anna', steps: [{ part: 'note', verb: 'note', status: 'refused' }] })
  await deciding({ note: 'mayAdd' }).send()
  expect(desk.said.at(-1)).toMatchObject({ tone: 'caution', text: expect.stringMatching(/^Banned: .*The reason was not added to the note\.$/) })
})

const writing = (note: string | null) => {
  const one = new Deciding(profile, { ...account, note }, offer({ verb: 'note', note: 'writes', typeHandle: null }))
  one.watched = true
  return one
}

it('a note is written whole, and not sent when nothing was changed in it', () => {
  const one = writing('Line one.\r\nLine two.\n')
  expect(one.missing).toBe('note')
  one.note.text = 'Line one.\nLine two.'
  expect(one.missingWords).toContain('reads so already')
  one.note.text = '  '
  expect(one.missing).toBe(null)
  expect(one.choices.note).toBe('')
  one.note.text = 'a'.repeat(5_001)
  expect(one.missing).toBe('note')
  expect(one.missingWords).toContain('5,000')
})

it('a note that somebody else changed meanwhile is shown beside the own, which stays', async () => {
  decide.mockRejectedValueOnce({ error: { code: 'changedMeanwhile' }, serverSaid: null })
  const fresh = { ...account, revision: 'r2', note: 'theirs', offers: [offer({ verb: 'note', note: 'writes' })] }
  lookAtAccount.mockResolvedValue(fresh)
  const one = writing('before')
  one.note.text = 'mine'
  expect(await one.send()).toBe(null)
  await vi.waitFor(() => expect(one.note.theirs).toEqual({ text: 'theirs', changed: true }))
  expect(one.phase).toBe('changed')
  expect(one.note.text).toBe('mine')

  one.take('mine')
  decide.mockResolvedValue({ status: 'confirmed', verb: 'note', handle: 'anna', steps: [] })
  await one.send()
  expect(decide).toHaveBeenLastCalledWith('p1', 'a1', 'r2', 'note', expect.objectContaining({ note: 'mine' }))
})

it("going on from the other's note sends nothing that they wrote already", async () => {
  decide.mockRejectedValueOnce({ error: { code: 'changedMeanwhile' }, serverSaid: null })
  lookAtAccount.mockResolvedValue({ ...account, revision: 'r2', note: 'theirs', offers: [offer({ verb: 'note', note: 'writes' })] })
  const one = writing(null)
  one.note.text = 'mine'
  await one.send()
  await vi.waitFor(() => expect(one.note.fresh).not.toBe(null))
  one.take('theirs')
  expect(one.note.text).toBe('theirs')
  expect(one.phase).toBe('choosing')
  expect(one.missing).toBe('note')
  one.note.text = 'theirs, and mine'
  expect(one.missing).toBe(null)
  expect(one.account.revision).toBe('r2')
})

it('an own note is kept also when the server cannot be asked what stands there now', async () => {
  decide.mockRejectedValueOnce({ error: { code: 'changedMeanwhile' }, serverSaid: null })
  lookAtAccount.mockRejectedValueOnce({ error: { code: 'timedOut', seconds: 20 }, serverSaid: null })
  const one = writing(null)
  one.note.text = 'mine'
  await one.send()
  await vi.waitFor(() => expect(one.note.problem?.error.code).toBe('timedOut'))
  expect(one.note.theirs).toBe(null)
  one.take('mine') // nothing was read: there is nothing to go on from
  expect(one.phase).toBe('changed')
  expect(one.note.text).toBe('mine')
})

it('when only the account changed, that is told apart from its note', async () => {
  decide.mockRejectedValueOnce({ error: { code: 'changedMeanwhile' }, serverSaid: null })
  lookAtAccount.mockResolvedValue({ ...account, revision: 'r2', note: 'before\n', offers: [offer({ verb: 'note', note: 'writes' })] })
  const one = writing('before')
  one.note.text = 'mine'
  await one.send()
  await vi.waitFor(() => expect(one.note.theirs?.changed).toBe(false))
})

it('a move that was left halfway is said loudly', async () => {
  decide.mockResolvedValue({ status: 'halfway', verb: 'banBlocked', handle: 'anna', lookup: 'notYet', steps: [] })
  await deciding({ verb: 'banBlocked' }).send()
  expect(desk.said.at(-1)).toMatchObject({ tone: 'bad', text: expect.stringContaining('left active') })
})

it('what was written before the account changed is taken over, the typed handle is not', () => {
  const [before, after] = [deciding({ told: 'choice', takesMessage: true, typeHandle: 'anna' }), deciding({ told: 'choice', takesMessage: true, typeHandle: 'anna' })]
  expect(before.wrote).toBe(false)
  Object.assign(before, { tell: 'yes', message: 'stop it', reason: 'sells followers', typed: 'anna', noteToo: true })
  expect(before.wrote).toBe(true)
  after.recall(before)
  expect(after).toMatchObject({ missing: 'handle', choices: { tell: true, message: 'stop it', reason: 'sells followers' } })
})

it('that no panel was confirmed goes with what was decided in passing, and with nothing else', async () => {
  decide.mockResolvedValue({ status: 'held', verb: 'limit', handle: 'anna', steps: [] })
  await deciding({}).send(true)
  expect(decide).toHaveBeenLastCalledWith('p1', 'a1', 'r1', 'limit', expect.objectContaining({ atOnce: true }))
  await deciding({}).send()
  expect(decide).toHaveBeenLastCalledWith('p1', 'a1', 'r1', 'limit', expect.objectContaining({ atOnce: false }))
})

const earlier = (some: Partial<DecisionView>) => ({ id: 'd1', profile: 'p1', account: 'a1', verb: 'limit', status: 'held', told: null, message: null, preset: null, reason: null, report: null, note: null, noteBefore: null, ...some }) as DecisionView
const takenUp = (kind: 'change' | 'reverse', former: Partial<DecisionView>, some: Partial<ActionOffer>) =>
  new Deciding(profile, { ...account, note: 'as it is now' }, offer(some), null, { kind, decision: earlier(former), from: 'outbox' })

it('what is changed before it leaves begins with all that was chosen, and takes its place; the handle is typed anew', async () => {
  const one = takenUp('change', { told: true, message: 'stop it', preset: '12', reason: 'sells followers', report: '7' }, { told: 'choice', takesMessage: true, takesPreset: true, reports: 'closesAll', typeHandle: 'anna' })
  expect(one).toMatchObject({ missing: 'handle', choices: { tell: true, message: 'stop it', preset: '12', reason: 'sells followers', report: '7', typedHandle: '' } })
  replaceDecision.mockResolvedValue({ status: 'held', verb: 'limit', handle: 'anna', steps: [] })
  await one.send()
  expect(replaceDecision).toHaveBeenCalledWith('p1', 'd1', 'r1', 'limit', expect.objectContaining({ message: 'stop it', atOnce: false }))
  expect(decide).not.toHaveBeenCalled()
})

it('what reverses is a decision of its own, and begins empty', async () => {
  decide.mockResolvedValue({ status: 'held', verb: 'liftLimit', handle: 'anna', steps: [] })
  const one = takenUp('reverse', { status: 'confirmed', reason: 'sells followers', report: '7' }, { verb: 'liftLimit' })
  expect(one.choices).toMatchObject({ reason: null, report: null })
  await one.send()
  expect(decide).toHaveBeenCalledWith('p1', 'a1', 'r1', 'liftLimit', expect.anything())
})

it('reversing a note puts back what stood there before it', () => {
  const writes = { verb: 'note', note: 'writes' } as const
  expect(takenUp('reverse', { verb: 'note', note: 'mine', noteBefore: 'before mine' }, writes).choices.note).toBe('before mine')
  expect(takenUp('reverse', { verb: 'note', note: 'mine', noteBefore: null }, writes).choices.note).toBe('')
  expect(takenUp('change', { verb: 'note', note: 'mine' }, writes).choices.note).toBe('mine')
})
