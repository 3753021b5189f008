import { describe, expect, it, vi } from 'vitest'
import type { DecisionView, HistoryPage, Problem, Step } from '$lib/backend'
import { resultWords, stepWords } from '$lib/messages/history'
import { refusals } from '$lib/messages/refusals'
import { handleParts } from '$lib/text'
import { byDay } from './days'
import { NO_FILTER } from './filter'
import { Journal, type Door } from './journal.svelte'

function decided(id: string, decidedAt: number, more: Partial<DecisionView> = {}): DecisionView {
  return {
    id,
    profile: 'tree',
    account: '1',
    handle: 'anna',
    by: 'kim',
    verb: 'approve',
    status: 'confirmed',
    decidedAt,
    settledAt: decidedAt,
    reason: null,
    message: null,
    told: null,
    preset: null,
    report: null,
    before: ['pending'],
    after: [],
    answerCode: 200,
    answerWords: null,
    refusal: null,
    lookup: null,
    lasts: null,
    note: null,
    noteBefore: null,
    steps: [],
    holdLeft: null,
    review: 'none',
    attempts: 0,
    seen: null,
    found: null,
    ...more,
  }
}

const offline: Problem = { error: { code: 'notReachable', host: 'tree.example' }, serverSaid: null }

function journal(pages: HistoryPage[], more: Partial<Door> = {}) {
  const history = vi.fn<Door['history']>()
  for (const page of pages) history.mockResolvedValueOnce(page)
  const door: Door = { history, lookAgain: () => Promise.reject(offline), ...more }
  return { history, journal: new Journal(door, (reason) => reason as Problem) }
}

const ids = (shown: Journal) => shown.rows.map((row) => row.id)

describe('days', () => {
  const noon = new Date(2026, 10, 21, 12).getTime()
  const hour = 3_600_000

  it('decisions_stand_under_the_day_of_this_computer', () => {
    const days = byDay([decided('a', noon), decided('b', noon - 11 * hour), decided('c', noon - 13 * hour)], noon)
    expect(days.map((day) => [day.ago, day.rows.map((row) => row.id)])).toEqual([
      [0, ['a', 'b']],
      [1, ['c']],
    ])
  })

  it('a_day_of_23_or_25_hours_counts_as_one', () => {
    for (const month of [2, 9]) {
      // The clocks change on the last Sunday of March and October in half of the world's time zones.
      const later = new Date(2026, month, 31, 12).getTime()
      const earlier = new Date(2026, month, 24, 12).getTime()
      expect(byDay([decided('a', earlier)], later)[0]?.ago).toBe(7)
    }
  })

  it('a_day_that_comes_twice_because_the_clock_was_set_back_has_two_keys', () => {
    const days = byDay([decided('a', noon), decided('b', noon - 24 * hour), decided('c', noon), decided('d', noon - 24 * hour)], noon)
    expect(days).toHaveLength(4)
    expect(new Set(days.map(({ key }) => key)).size).toBe(4)
  })

  it('a_decision_without_a_time_makes_no_day_of_its_own', () => {
    const days = byDay([decided('a', noon - 24 * hour), { ...decided('b', 0), decidedAt: null }], noon)
    expect(days).toHaveLength(1)
  })
})

describe('the journal on screen', () => {
  it('goes_on_with_older_pages_and_shows_nothing_twice', async () => {
    const { journal: shown, history } = journal([
      { rows: [decided('d', 4), decided('c', 3)], next: '3', total: 4 },
      { rows: [decided('c', 3), decided('b', 2)], next: null, total: 4 },
    ])
    await shown.open('tree')
    await shown.more()
    expect(history).toHaveBeenLastCalledWith('tree', NO_FILTER, '3')
    expect(ids(shown)).toEqual(['d', 'c', 'b'])
    await shown.more()
    expect(history).toHaveBeenCalledTimes(2)
  })

  it('a_decision_that_moved_stays_in_its_place', async () => {
    const { journal: shown } = journal([{ rows: [decided('b', 2, { status: 'unprovable' }), decided('a', 1)], next: null, total: 2 }])
    await shown.open('tree')
    shown.apply(decided('b', 2, { status: 'refused' }))
    expect(shown.rows.map((row) => row.status)).toEqual(['refused', 'confirmed'])
    expect(shown.total).toBe(2)
  })

  it('a_new_decision_stands_on_top_and_one_of_another_instance_nowhere', async () => {
    const { journal: shown } = journal([{ rows: [decided('a', 1)], next: null, total: 1 }])
    await shown.open('tree')
    shown.apply(decided('b', 2))
    shown.apply(decided('x', 3, { profile: 'orchard' }))
    expect(ids(shown)).toEqual(['b', 'a'])
    expect(shown.total).toBe(2)
  })

  it('what_is_not_settled_stands_in_the_outbox_and_comes_when_it_is', async () => {
    const { journal: shown } = journal([{ rows: [decided('a', 1)], next: null, total: 1 }])
    await shown.open('tree')
    for (const status of ['held', 'ready', 'sending', 'accepted'] as const) shown.apply(decided('b', 2, { status }))
    expect([ids(shown), shown.total]).toEqual([['a'], 1])
    shown.apply(decided('b', 2))
    expect([ids(shown), shown.total]).toEqual([['b', 'a'], 2])
    // A look told that it is not what it seemed.
    shown.apply(decided('b', 2, { status: 'unsure', lookup: 'different' }))
    expect([ids(shown), shown.total]).toEqual([['a'], 1])
  })

  it('what_was_looked_for_stays_as_it_was_found', async () => {
    const { journal: shown, history } = journal([{ rows: [decided('a', 1)], next: '1', total: 2 }, { rows: [decided('z', 0)], next: null, total: 2 }])
    const filter = { ...NO_FILTER, text: 'casino' }
    await shown.open('tree', filter)
    shown.apply(decided('b', 2))
    expect(ids(shown)).toEqual(['a'])
    shown.apply(decided('a', 1, { status: 'refused' }))
    expect(shown.rows[0]?.status).toBe('refused')
    await shown.more()
    expect(history.mock.calls).toEqual([['tree', filter, null], ['tree', filter, '1']])
    expect([ids(shown), shown.total]).toEqual([['a', 'z'], 2])
  })

  it('a_page_overtaken_by_an_event_is_asked_for_again', async () => {
    let answer = (page: HistoryPage): void => void page
    const late = new Promise<HistoryPage>((resolve) => (answer = resolve))
    const { journal: shown, history } = journal([])
    history.mockReturnValueOnce(late).mockResolvedValueOnce({ rows: [decided('a', 1)], next: null, total: 1 })
    const opened = shown.open('tree')
    shown.apply(decided('a', 1))
    answer({ rows: [decided('a', 1, { status: 'sending' })], next: null, total: 1 })
    await opened
    expect(history).toHaveBeenCalledTimes(2)
    expect(shown.rows[0]?.status).toBe('confirmed')
  })

  it('an_answer_for_the_instance_before_is_let_go', async () => {
    let answer = (page: HistoryPage): void => void page
    const { journal: shown, history } = journal([])
    history
      .mockReturnValueOnce(new Promise<HistoryPage>((resolve) => (answer = resolve)))
      .mockResolvedValueOnce({ rows: [decided('o', 1, { profile: 'orchard' })], next: null, total: 1 })
    const first = shown.open('tree')
    await shown.open('orchard')
    answer({ rows: [decided('t', 1)], next: null, total: 1 })
    await first
    expect(ids(shown)).toEqual(['o'])
  })

  it('a_look_that_fails_says_why_beside_its_decision', async () => {
    const unsure = decided('u', 1, { status: 'unsure', lookup: 'notYet' })
    const { journal: shown } = journal([{ rows: [unsure], next: null, total: 1 }])
    await shown.open('tree')
    expect(await shown.look(unsure)).toBeNull()
    expect(shown.lookProblems.get('u')).toEqual(offline)
    expect(shown.looking.size).toBe(0)
    expect(shown.rows[0]).toEqual(unsure)
  })

  it('a_look_that_tells_replaces_the_decision', async () => {
    const unsure = decided('u', 1, { status: 'unsure' })
    const found = decided('u', 1, { lookup: 'shows' })
    const { journal: shown } = journal([{ rows: [unsure], next: null, total: 1 }], { lookAgain: () => Promise.resolve(found) })
    await shown.open('tree')
    expect(await shown.look(unsure)).toEqual(found)
    expect(shown.rows).toEqual([found])
  })
})

describe('what became of a decision', () => {
  it('a_refusal_is_explained_from_state_and_role_before_its_status_is_named', () => {
    const refused = decided('r', 1, { status: 'refused', answerCode: 403 })
    expect(resultWords(refused)).toContain('status 403')
    expect(resultWords({ ...refused, refusal: { kind: 'outranked' } })).toBe(refusals({ kind: 'outranked' }))
  })

  it('one_that_is_not_sure_never_sounds_done', () => {
    const unsure = decided('u', 1, { status: 'unsure' })
    expect(resultWords(unsure)).toContain('look again')
    expect(resultWords({ ...unsure, lookup: 'unchanged' })).toContain('probably never arrived')
    // A status 500 is no broken connection, and no clear answer either.
    for (const lookup of ['notYet', 'shows', 'unchanged', 'different', 'cannotTell'] as const) expect(resultWords({ ...unsure, lookup })).not.toContain('connection')
  })
})

describe('a handle', () => {
  it('is_split_at_its_first_at_sign', () => {
    expect(handleParts('anna', 'tree.example')).toEqual({ username: 'anna', home: 'tree.example' })
    expect(handleParts('anna@far.example', 'tree.example')).toEqual({ username: 'anna', home: 'far.example' })
  })
})

describe('what cannot be proven', () => {
  it('is told as taken, not as done', () => {
    expect(resultWords(decided('1', 0, { status: 'unprovable', verb: 'warn' }))).toBe('The server took it, and has no way to show it.')
  })
})

describe('a decision of several steps', () => {
  const step = (part: Step['part'], verb: Step['verb'], status: Step['status'] = 'confirmed'): Step => ({ part, verb, status, sentAt: 0, answerCode: 201, answerWords: null, refusal: null })

  it('names_each_by_what_it_was_for', () => {
    expect([step('first', 'unblock'), step('second', 'ban'), step('back', 'block'), step('note', 'note')].map(stepWords)).toEqual(['Unblock', 'Ban', 'Block again', 'Add the reason to the note'])
  })

  it('never_sounds_done_when_it_was_put_back_or_left', () => {
    for (const status of ['putBack', 'halfway'] as const) expect(resultWords(decided('1', 0, { status, verb: 'banBlocked' }))).not.toContain('The server shows')
    expect(resultWords(decided('1', 0, { status: 'halfway', verb: 'banBlocked' }))).toContain('now')
    expect(resultWords(decided('1', 0, { status: 'halfway', verb: 'banBlocked', lookup: 'unchanged' }))).toContain('as it was before')
  })

  it('tells_a_note_that_was_lost_beside_what_was_done', () => {
    const banned = decided('1', 0, { verb: 'ban', steps: [step('note', 'note', 'refused')] })
    expect(resultWords(banned)).toBe('The server shows the ban. The reason was not added to the note.')
    expect(resultWords({ ...banned, steps: [step('note', 'note')] })).toBe('The server shows the ban.')
  })
})
