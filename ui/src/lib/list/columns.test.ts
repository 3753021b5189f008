import { beforeEach, describe, expect, it } from 'vitest'
import { ALL, Columns, NEWEST, template, turned } from './columns.svelte'

beforeEach(() => localStorage.clear())

const names = (columns: Columns, room: number, some: Partial<Parameters<Columns['fitting']>[1]> = {}) =>
  columns.fitting(room, { federated: true, sort: NEWEST, ...some })?.map(({ column }) => column)

describe('sorting', () => {
  it('by words begins with A, by moments with the latest; a third click is newest first again', () => {
    const name = turned(NEWEST, 'name')
    expect(name).toEqual({ by: 'name', descending: false })
    expect(turned(name, 'name')).toEqual({ by: 'name', descending: true })
    expect(turned(turned(name, 'name'), 'name')).toEqual(NEWEST)
    expect(turned(NEWEST, 'seen')).toEqual({ by: 'seen', descending: true })
  })

  it('newest first is turned round, and back', () => {
    const oldest = turned(NEWEST, 'joined')
    expect(oldest).toEqual({ by: 'joined', descending: false })
    expect(turned(oldest, 'joined')).toEqual(NEWEST)
  })
})

describe('columns', () => {
  it('of a narrow list have no heads', () => {
    expect(names(new Columns(), 21.25)).toBeUndefined()
  })

  it('are drawn as far as they fit, with what is sorted by among them', () => {
    const columns = new Columns()
    expect(names(columns, 29.5)).toEqual(['handle', 'state', 'joined'])
    columns.show('seen', true)
    expect(names(columns, 29.5, { sort: { by: 'seen', descending: true } })).toEqual(['handle', 'state', 'seen'])
    expect(names(columns, 90)).toEqual(['handle', 'state', 'mail', 'address', 'joined', 'active', 'seen'])
  })

  it('the handle is always there; where nobody is from elsewhere there is no column for it', () => {
    const columns = new Columns()
    columns.show('handle', false)
    columns.show('domain', true)
    expect(names(columns, 90)).toContain('handle')
    expect(names(columns, 90)).toContain('domain')
    expect(names(columns, 90, { federated: false })).not.toContain('domain')
  })

  it('keep order, widths and choice over sessions', () => {
    const columns = new Columns()
    columns.move('mail', -1)
    columns.resize('mail', 17.5)
    columns.show('state', false)
    const again = new Columns()
    expect(names(again, 90)).toEqual(['handle', 'mail', 'address', 'joined', 'active'])
    expect(again.widthOf('mail')).toBe(17.5)
    again.reset()
    expect(names(new Columns(), 90)).toEqual(['handle', 'state', 'mail', 'address', 'joined', 'active'])
  })

  it('move past what is shown, and not out of the list', () => {
    const columns = new Columns()
    columns.move('handle', 1)
    expect(columns.order.slice(0, 3)).toEqual(['name', 'state', 'handle'])
    columns.move('active', 1)
    columns.move('active', 1)
    expect(columns.order.filter((column) => columns.isShown(column)).at(-1)).toBe('active')
  })

  it('that another version kept are taken as far as they can be used', () => {
    localStorage.setItem('account-columns', JSON.stringify({ order: ['seen', 'shoe size', 'seen', 4], hidden: ['mail', 'constructor'], widths: { mail: 'wide', seen: 900, toString: 3 } }))
    const columns = new Columns()
    expect(columns.order.toSorted()).toEqual([...ALL].toSorted())
    expect(columns.order[0]).toBe('seen')
    expect(columns.isShown('mail')).toBe(false)
    expect(columns.widthOf('seen')).toBe(30)
    localStorage.setItem('account-columns', '{')
    expect(new Columns().order).toEqual([...ALL])
  })

  it('leave to the handle what the others do not take', () => {
    expect(template([{ column: 'handle', width: null }, { column: 'joined', width: 5.5 }])).toBe('minmax(0, 1fr) 5.5rem')
  })
})
