import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProfileView } from './backend'
import { desk } from './desk.svelte'
import { keys, NEW_INSTANCE } from './keys'

const { deskState, refresh, checkConnection } = vi.hoisted(() => ({
  deskState: vi.fn(),
  refresh: vi.fn(() => Promise.resolve(null)),
  checkConnection: vi.fn(() => new Promise(() => {})),
}))
vi.mock('$lib/bindings', () => ({
  commands: { deskState, refresh, checkConnection, setPreferences: (some: unknown) => Promise.resolve(some) },
  events: {},
}))

const profile = (id: string, number: number, practice = false) =>
  ({ id, drawn: 0, name: id, mark: { number }, practice, token: { kind: 'keychain' }, connection: { kind: 'online' }, sync: { running: false, finishedAt: Date.now() }, halfway: [] }) as unknown as ProfileView

async function sit(...profiles: ProfileView[]) {
  deskState.mockResolvedValue({ profiles, keychain: null, secrets: { locked: false }, problem: null, version: '', pictureBase: '', practiceRunning: true, practiceProblem: null, preferences: {} })
  await desk.load()
}

beforeEach(async () => {
  vi.useFakeTimers()
  await sit(profile('p1', 1), profile('p2', 2), profile('p3', 3, true))
  desk.switchTo('p1')
  desk.allView.selected.accounts = null
  desk.allView.place = 'accounts'
  vi.spyOn(keys, 'holdVerbs')
})
afterEach(() => {
  desk.switchTo('p1')
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('all instances', () => {
  it('are there with two real ones; made-up people are no part of them', async () => {
    expect([desk.hasAll, desk.real.map(({ id }) => id)]).toEqual([true, ['p1', 'p2']])
    await sit(profile('p1', 1), profile('p3', 3, true))
    expect(desk.hasAll).toBe(false)
    desk.switchToAll()
    expect(desk.all).toBe(false)
  })

  it('leave the screen with the last but one instance', async () => {
    desk.switchToAll()
    await sit(profile('p1', 1))
    expect(desk.all).toBe(false)
    expect(desk.shown?.id).toBe('p1')
  })

  it('hold all verbs for a moment when they come on screen, and when they leave', () => {
    desk.switchToAll()
    expect(keys.holdVerbs).toHaveBeenLastCalledWith(NEW_INSTANCE)
    desk.switchTo('p1')
    expect(keys.holdVerbs).toHaveBeenCalledTimes(2)
    expect(desk.all).toBe(false)
  })

  it('what is shown belongs to the instance of the open account, and to none without one', () => {
    desk.switchToAll()
    expect(desk.shown).toBe(null)
    desk.showOfAll({ profile: 'p2', account: '7' })
    expect(desk.shown?.id).toBe('p2')
    expect(desk.profile?.id).toBe('p1')
  })

  it('verbs are held when the instance under the account changes, and only then', () => {
    desk.switchToAll()
    desk.showOfAll({ profile: 'p1', account: '7' })
    vi.mocked(keys.holdVerbs).mockClear()
    desk.showOfAll({ profile: 'p1', account: '8' })
    expect(keys.holdVerbs).not.toHaveBeenCalled()
    desk.showOfAll({ profile: 'p2', account: '8' })
    expect(keys.holdVerbs).toHaveBeenCalledExactlyOnceWith(NEW_INSTANCE)
  })

  it('have a queue and accounts; reports and history are those of the instance of the open account', () => {
    desk.switchToAll()
    desk.go('queue')
    expect([desk.all, desk.place]).toEqual([true, 'queue'])
    desk.go('accounts')
    desk.showOfAll({ profile: 'p2', account: '7' })
    desk.go('reports')
    expect([desk.all, desk.profile?.id, desk.place]).toEqual([false, 'p2', 'reports'])
  })

  it('are left for an account, a report or a list of one instance, also of the one that was looked at before', () => {
    for (const lead of [() => desk.openAccount('p1', '7'), () => desk.openReport('p1', '9'), () => desk.listAccounts('p1', 'ip:198.51.100.7', '7')]) {
      desk.switchToAll()
      lead()
      expect([desk.all, desk.profile?.id]).toEqual([false, 'p1'])
    }
  })

  it('stay while a decision is being sent', () => {
    const closed = desk.openPanel({ sending: () => true, close: () => {} })
    desk.switchToAll()
    expect(desk.all).toBe(false)
    closed()
    desk.switchToAll()
    const again = desk.openPanel({ sending: () => true, close: () => {} })
    desk.switchTo('p1')
    desk.go('queue')
    expect([desk.all, desk.place]).toEqual([true, 'accounts'])
    again()
  })
})

it('a list of accounts is drawn anew when it is asked for from elsewhere, with whom it began', () => {
  const view = desk.viewOf('p1')
  const before = view.asked
  desk.listAccounts('p1', 'ip:198.51.100.0/24', '7')
  expect([view.asked - before, view.boxes.accounts.typed, view.selected.accounts, desk.place]).toEqual([1, 'ip:198.51.100.0/24', '7', 'accounts'])
})

describe('an instance that comes on screen', () => {
  const looked = async (sync: object, connection = { kind: 'untried' }) => {
    const some = profile('p2', 2)
    await sit(profile('p1', 1), { ...some, connection, sync: { ...some.sync, ...sync } } as ProfileView)
    refresh.mockClear()
    checkConnection.mockClear()
    desk.switchTo('p2')
    return [refresh.mock.calls, checkConnection.mock.calls]
  }

  it('is refreshed, or after a moment only asked whether it answers', async () => {
    expect(await looked({ finishedAt: null })).toEqual([[['p2']], []])
    desk.switchTo('p1')
    expect(await looked({ finishedAt: Date.now() - 61_000 })).toEqual([[['p2']], []])
    desk.switchTo('p1')
    expect(await looked({ finishedAt: Date.now() - 59_000 })).toEqual([[], [['p2']]])
  })

  it('is asked nothing while it is paused, however long ago it was refreshed', async () => {
    expect(await looked({ paused: true, finishedAt: null })).toEqual([[], []])
    desk.switchTo('p1')
    expect(await looked({ paused: true, finishedAt: Date.now() - 61_000 })).toEqual([[], []])
  })
})
