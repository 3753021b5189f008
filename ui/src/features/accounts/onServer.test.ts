import { expect, it } from 'vitest'
import type { ProfileView, ServerSearch } from '$lib/backend'
import { failure, hindrance, notAsked, searchFor, stageOf } from './onServer'

const search = (some: Partial<ServerSearch> = {}): ServerSearch => ({
  typed: 'state:limited anna', running: false, pages: 2, fetched: 312, fitting: 40, notAsked: [], ignored: false, more: false, problem: null, ...some,
})
const profile = (some: Partial<ProfileView>) => ({ search: null, token: { kind: 'keychain' }, connection: { kind: 'online' }, ...some }) as ProfileView

it('a search for another filter tells nothing about this one', () => {
  expect(searchFor(profile({ search: search() }), 'state:limited anna')).not.toBeNull()
  expect(searchFor(profile({ search: search() }), 'state:limited')).toBeNull()
})

it('a search stands where it stands', () => {
  expect(stageOf(null)).toBe('none')
  expect(stageOf(search({ running: true, problem: { error: { code: 'stopped' }, serverSaid: null } }))).toBe('running')
  expect(stageOf(search({ more: true }))).toBe('more')
  expect(stageOf(search())).toBe('done')
  expect(stageOf(search({ problem: { error: { code: 'roleMissing', handle: null }, serverSaid: null } }))).toBe('failed')
})

it('one that somebody stopped has not failed, and goes on', () => {
  const stopped = search({ problem: { error: { code: 'stopped' }, serverSaid: null } })
  expect(failure(stopped)).toBeNull()
  expect(stageOf(stopped)).toBe('more')
})

it('nothing is asked without token or network', () => {
  expect(hindrance(profile({}))).toBeNull()
  expect(hindrance(profile({ token: { kind: 'missing', why: null } }))).toBe('noToken')
  expect(hindrance(profile({ connection: { kind: 'waiting', until: null } }))).toBe('waiting')
})

it('what could not be asked for is told as it is typed', () => {
  expect(notAsked(search({ notAsked: ['state', 'text'] }), 'state:sensitive anna')).toEqual(['state:sensitive', 'free words'])
})
