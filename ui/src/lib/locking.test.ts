import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { wanted } from './again.svelte'
import type { DecisionView, DeskEvent, DeskState, DueView, ExportView, Problem, ProfileView } from './backend'
import { chains } from './chain.svelte'
import { desk } from './desk.svelte'
import { dues } from './due/dues.svelte'
import { exporting } from './exporting.svelte'
import { closing } from './forgetting/closing.svelte'
import { Locking } from './locking.svelte'
import { outbox } from './outbox.svelte'
import { quitting } from './quitting.svelte'

type Listener<T> = (event: { payload: T }) => void
const door = vi.hoisted(() => ({
  deskState: vi.fn(), lock: vi.fn(), unlock: vi.fn(), outbox: vi.fn(), dues: vi.fn(), quit: vi.fn(), stay: vi.fn(), verifyJournal: vi.fn(), startExport: vi.fn(),
  refresh: vi.fn(() => Promise.resolve(null)), checkConnection: vi.fn(() => new Promise(() => {})),
}))
const heard = vi.hoisted(() => ({}) as { desk: (event: unknown) => void; lock: (event: unknown) => void; quit: (event: unknown) => void })
vi.mock('$lib/bindings', () => {
  const listen = (name: keyof typeof heard) => ({ listen: (hear: (event: unknown) => void) => ((heard[name] = hear), Promise.resolve(() => {})) })
  return { commands: door, events: { deskEvent: listen('desk'), lockChanged: listen('lock'), quitAsked: listen('quit') } }
})
const tell = (event: DeskEvent) => (heard.desk as Listener<DeskEvent>)({ payload: event })
const lockChanged = (locked: boolean) => (heard.lock as Listener<{ locked: boolean }>)({ payload: { locked } })

const NAME = 'hidden.example'
const profile = { id: 'p1', drawn: 0, name: NAME, address: NAME, mark: { number: 1 }, practice: false, journalUsable: true, token: { kind: 'keychain' }, connection: { kind: 'online' }, sync: { running: false, finishedAt: Date.now() }, halfway: [] } as unknown as ProfileView
const state = (locked: boolean, real = true): DeskState => ({
  profiles: locked ? [] : [profile], preferences: { current: 'p1' }, keychain: null, problem: null, version: '', pictureBase: '', practiceRunning: false, practiceProblem: null,
  secrets: { keeping: real ? 'vault' : 'keychain', fault: null, locked, lockIsReal: real, canKeychain: true },
})
const decision = { id: 'd1', profile: 'p1', account: 'a1', handle: `anna@${NAME}`, verb: 'reject', status: 'held', decidedAt: 1, holdLeft: 9_000, review: 'none', attempts: 0, lookup: null, steps: [] } as unknown as DecisionView
const file = { id: 7, file: `bailiwick-${NAME}.csv`, folder: '/home', rows: 1, of: 2, state: { kind: 'running' } } as ExportView
const wrong: Problem = { error: { code: 'passphraseWrong' }, serverSaid: null }

/** Whatever the stores of this window know, as text. */
const known = () =>
  JSON.stringify([desk.profiles, desk.said, desk.recent, desk.viewOf('p1').boxes, desk.viewOf('p1').selected, desk.allView.boxes, desk.allView.selected, outbox.all, dues.due, dues.coming, exporting.files, closing.pages, chains.of('p1'), wanted.ofAccount('p1', 'a1'), quitting.asks, quitting.left])

let now = 0
let locking: Locking
beforeEach(async () => {
  vi.useFakeTimers({ now: 1_000_000 })
  now = 1_000_000
  door.deskState.mockResolvedValue(state(false))
  door.lock.mockResolvedValue(state(true))
  door.unlock.mockResolvedValue(state(false))
  door.outbox.mockResolvedValue([decision])
  door.dues.mockResolvedValue([{ id: 'u1', profile: 'p1', account: 'a1', handle: `anna@${NAME}`, at: 1, isDue: true } as DueView])
  door.quit.mockResolvedValue(null)
  door.stay.mockResolvedValue(null)
  locking = new Locking(undefined, () => now)
  await Promise.all([desk.open(), quitting.open(), locking.open()])
  await vi.advanceTimersByTimeAsync(0)
})
afterEach(() => {
  desk.hide()
  vi.clearAllMocks()
  vi.useRealTimers()
})

describe('a desk that is locked', () => {
  const fill = () => {
    const view = desk.viewOf('p1')
    view.boxes.queue = { typed: NAME, state: null, origin: null }
    view.selected.queue = `a1 ${NAME}`
    desk.allView.selected.accounts = { profile: 'p1', account: NAME }
    wanted.decide('reverse', decision)
    desk.say('bad', `Nothing answers at ${NAME}`)
    tell({ kind: 'decision', decision })
    exporting.hear(file)
    closing.show({ forgotten: [], backups: [`/home/${NAME}`], everything: false })
    ;(heard.quit as Listener<unknown>)({ payload: { waiting: [decision] } })
  }

  it('remembers nobody', async () => {
    fill()
    expect(known().split(NAME).length).toBeGreaterThan(9)
    await locking.lock()
    expect(known()).not.toContain(NAME)
    expect([desk.locked, desk.profiles, quitting.asks]).toEqual([true, [], false])
    expect(door.stay).toHaveBeenCalledOnce() // nobody answers that question any more
  })

  it('is empty before the engine has answered', () => {
    fill()
    door.lock.mockReturnValue(new Promise(() => {}))
    void locking.lock()
    expect(desk.locked).toBe(true)
    expect(known()).not.toContain(NAME)
  })

  it('listens to no event, and takes over nothing that was asked for before', async () => {
    let answer: (told: DeskState) => void = () => {}
    door.deskState.mockReturnValueOnce(new Promise((settle) => (answer = settle)))
    let began: (told: ExportView) => void = () => {}
    door.startExport.mockReturnValueOnce(new Promise((settle) => (began = settle)))
    let checked: (told: unknown) => void = () => {}
    door.verifyJournal.mockReturnValueOnce(new Promise((settle) => (checked = settle)))
    let listed: (told: DecisionView[]) => void = () => {}
    door.outbox.mockReturnValueOnce(new Promise((settle) => (listed = settle)))
    const late = [desk.load(), exporting.start('p1', {} as never), chains.check('p1'), outbox.read('p1')]
    await locking.lock()
    answer(state(false))
    began(file)
    checked({ words: NAME })
    listed([decision])
    await Promise.all(late)
    tell({ kind: 'profile', profile })
    tell({ kind: 'decision', decision })
    tell({ kind: 'dues', profile: 'p1' })
    tell({ kind: 'export', export: file })
    tell({ kind: 'profiles' })
    desk.put(profile)
    desk.say('good', NAME)
    await vi.advanceTimersByTimeAsync(0)
    expect(known()).not.toContain(NAME)
    expect([desk.locked, desk.ready, desk.connecting]).toEqual([true, true, false])
  })

  it('is quit without a question, and what has not left is kept', async () => {
    await locking.lock()
    ;(heard.quit as Listener<unknown>)({ payload: { waiting: [decision] } })
    expect(door.quit.mock.calls).toEqual([['keep']])
    expect(known()).not.toContain(NAME)
  })

  it('that is locked from elsewhere is as empty', () => {
    fill()
    lockChanged(true)
    expect(desk.locked).toBe(true)
    expect(known()).not.toContain(NAME)
  })

  it('knows again what is there when it is opened, without what was looked for', async () => {
    fill()
    await locking.lock()
    expect(await locking.unlock('correct horse battery')).toBe(true)
    await vi.advanceTimersByTimeAsync(0)
    expect(door.unlock).toHaveBeenCalledWith('correct horse battery')
    expect([desk.locked, desk.profiles.map(({ id }) => id), outbox.all.length, dues.due.length]).toEqual([false, ['p1'], 1, 1])
    expect([desk.view.boxes.queue.typed, desk.view.selected.queue, desk.said]).toEqual(['', null, []])
  })

  it('is opened from elsewhere, too', async () => {
    await locking.lock()
    lockChanged(false)
    await vi.advanceTimersByTimeAsync(0)
    expect([desk.locked, desk.profiles.length]).toEqual([false, 1])
  })
})

describe('the passphrase', () => {
  beforeEach(() => locking.lock())

  it('that is wrong lets one wait, each time for twice as long, up to half a minute', async () => {
    door.unlock.mockRejectedValue(wrong)
    const waits: number[] = []
    for (let at = 0; at < 7; at++) {
      expect(await locking.unlock('wrong')).toBe(false)
      expect(locking.problem).toEqual({ at: 'unlock', problem: wrong })
      waits.push((locking.waitsUntil ?? now) - now)
      now = locking.waitsUntil ?? now
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })

  it('is not even asked about while one waits', async () => {
    door.unlock.mockRejectedValueOnce(wrong)
    await locking.unlock('wrong')
    now += 999
    expect(await locking.unlock('right')).toBe(false)
    expect(door.unlock).toHaveBeenCalledOnce()
    now += 1
    expect(await locking.unlock('right')).toBe(true)
    expect([locking.problem, locking.waitsUntil]).toEqual([null, null])
  })

  it('is begun to be counted anew after the right one', async () => {
    for (let at = 0; at < 3; at++) {
      door.unlock.mockRejectedValueOnce(wrong)
      await locking.unlock('wrong')
      now = locking.waitsUntil ?? now
    }
    await locking.unlock('right')
    await locking.lock()
    door.unlock.mockRejectedValueOnce(wrong)
    await locking.unlock('wrong')
    expect((locking.waitsUntil ?? now) - now).toBe(1_000)
  })

  it('does not count against one where something else went wrong', async () => {
    door.unlock.mockRejectedValueOnce({ error: { code: 'vaultUnusable', path: '/v' }, serverSaid: null })
    await locking.unlock('right')
    expect([desk.locked, locking.waitsUntil]).toEqual([true, null])
  })
})

it('it is opened only after the engine was told to lock', async () => {
  let locked: (told: DeskState) => void = () => {}
  door.lock.mockReturnValueOnce(new Promise((settle) => (locked = settle)))
  void locking.lock()
  const opened = locking.unlock('right')
  await vi.advanceTimersByTimeAsync(0)
  expect(door.unlock).not.toHaveBeenCalled()
  locked(state(true))
  expect(await opened).toBe(true)
})

it('an engine that could not lock is told, and the desk stays hidden', async () => {
  door.lock.mockRejectedValueOnce({ error: { code: 'internal' }, serverSaid: null })
  await locking.lock()
  expect([desk.locked, locking.problem?.at]).toEqual([true, 'lock'])
  await locking.again()
  expect(locking.problem).toBeNull()
  expect(door.lock).toHaveBeenCalledTimes(2)
})

it('a desk that is locked already is not locked again', async () => {
  await locking.lock()
  await locking.lock(true)
  expect(door.lock).toHaveBeenCalledOnce()
  expect(locking.byItself).toBe(false)
})
