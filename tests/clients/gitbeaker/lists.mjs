// Every filter that gitbeaker writes in its own way, every order, and pages to the end.
import assert from 'node:assert/strict'
import { ids, isInternal, NO_USER, refused } from './base.mjs'

const TOO_FAR =
  'Offset pagination has a maximum allowed offset of 100 for requests that return objects of type User. ' +
  'Remaining records can be retrieved using keyset pagination.'
const NO_KEYSET = 'Keyset pagination is not yet available for this type of request'

export const lists = {
  async 'every filter holds what it says'({ server, kim }) {
    const people = await server.people()
    const with17 = (test) => (server.since(17) ? test : () => true)
    const filters = [
      [{}, () => true],
      [{ active: true }, (p) => p.state === 'active' && !isInternal(p)],
      [{ active: false, blocked: false, external: false }, () => true],
      [{ blocked: true }, (p) => ['blocked', 'ldap_blocked'].includes(p.state)],
      [{ excludeActive: true }, with17((p) => p.state !== 'active')],
      [{ excludeInternal: true, withoutProjectBots: true }, (p) => !isInternal(p) && p.user_type !== 'project_bot'],
      [{ external: true }, (p) => p.external],
      [{ excludeExternal: true }, (p) => !p.external],
      [{ humans: true }, with17((p) => p.user_type === 'human')],
      [{ excludeHumans: true }, with17((p) => p.user_type !== 'human')],
      [{ admins: true }, (p) => p.is_admin],
      [{ withoutProjects: true }, (p) => p.projects === 0],
      [{ twoFactor: 'enabled' }, (p) => p.two_factor],
      [{ twoFactor: 'disabled', admins: true }, (p) => !p.two_factor && p.is_admin],
      [{ createdAfter: people[40].created_at }, (p) => Date.parse(p.created_at) >= Date.parse(people[40].created_at)],
      [{ createdBefore: people[40].created_at }, (p) => Date.parse(p.created_at) <= Date.parse(people[40].created_at)],
      [{ username: 'KIM' }, (p) => p.username === 'kim'],
      [{ state: 'banned' }, () => true],
    ]
    for (const [filter, test] of filters) {
      const found = await kim.Users.all({ perPage: 100, ...filter })
      assert.deepEqual(ids(found), ids(people.filter(test)), JSON.stringify(filter))
    }
  },

  async 'logins, attributes and searches find whom they mean'({ server, kim }) {
    const login = await server.somebody((p) => p.identities.length > 0)
    const { extern_uid: externUid, provider } = login.identities[0]
    assert.deepEqual(ids(await kim.Users.all({ externUid, provider })), [login.id])
    await refused(400, 'extern_uid, provider provide all or none of parameters', kim.Users.all({ provider }))
    await kim.UserCustomAttributes.set(login.id, 'case', '17 & more')
    const found = await kim.Users.all({ customAttributes: { case: '17 & more' }, withCustomAttributes: true })
    assert.deepEqual(found.map((row) => [row.id, row.custom_attributes.find((one) => one.key === 'case').value]), [[login.id, '17 & more']])
    const second = await server.somebody((p) => p.other_emails.length > 0)
    for (const search of [second.email, second.other_emails[0].toUpperCase(), `@${second.username}`]) {
      assert.ok(ids(await kim.Users.all({ search })).includes(second.id), search)
    }
    assert.deepEqual(await kim.Users.all({ search: second.email.split('@')[1] }), [])
  },

  async 'pages by number reach the end, told or untold how many'({ server, kim }) {
    const everybody = ids(await server.people())
    const pages = Math.ceil(everybody.length / 30)
    const { data, paginationInfo } = await kim.Users.all({ perPage: 30, showExpanded: true })
    assert.deepEqual(ids(data), everybody)
    assert.deepEqual(paginationInfo, { total: everybody.length, next: null, current: pages, previous: pages - 1, perPage: 30, totalPages: pages })
    assert.deepEqual(ids(await kim.Users.all({ page: 2, perPage: 7 })), everybody.slice(7, 14))
    assert.deepEqual(ids(await kim.Users.all({ maxPages: 2, perPage: 10 })), everybody.slice(0, 20))
    await server.settings({ practice: { count_limit: 50 } })
    const uncounted = await kim.Users.all({ perPage: 100, showExpanded: true })
    assert.deepEqual(ids(uncounted.data), everybody)
    assert.deepEqual([uncounted.paginationInfo.total, uncounted.paginationInfo.totalPages], [NaN, NaN])
    await server.settings({ practice: { offset_limit: 100 } })
    const far = kim.Users.all({ page: 2, perPage: 100 })
    if (server.since(17)) {
      await refused(405, TOO_FAR, far)
    } else {
      assert.ok((await far).length > 0)
    }
  },

  async 'pages by cursor reach the end since 16.5'({ server, kim }) {
    const everybody = ids(await server.people())
    if (!server.since(16, 5)) {
      assert.equal((await kim.Users.all({ pagination: 'keyset', perPage: 100 })).length, everybody.length)
      return
    }
    for (const orderBy of ['name', 'updated_at']) {
      for (const sort of ['asc', 'desc']) {
        const byCursor = ids(await kim.Users.all({ pagination: 'keyset', perPage: 60, orderBy, sort }))
        assert.deepEqual(byCursor, ids(await kim.Users.all({ perPage: 100, orderBy, sort })), `${orderBy} ${sort}`)
        assert.deepEqual(byCursor.toSorted((a, b) => b - a), everybody)
      }
    }
    await refused(405, NO_KEYSET, kim.Users.all({ pagination: 'keyset', search: 'kim' }))
  },

  async 'who is no administrator here gets short rows and misses some'({ server }) {
    const people = await server.people()
    const visible = ids(people.filter((p) => !['blocked', 'ldap_blocked', 'banned'].includes(p.state)))
    for (const who of server.since(15, 8) ? ['user', 'no-admin-mode'] : ['user']) {
      const rows = await server.client(who).Users.all({ perPage: 100, admins: true, twoFactor: 'enabled', orderBy: 'name', sort: 'asc' })
      assert.deepEqual(ids(rows), visible, who)
      assert.deepEqual(rows.filter((row) => 'email' in row || 'is_admin' in row), [])
    }
  },

  async 'one account is found by its number only'({ server, kim }) {
    const person = await server.named('wren')
    const wren = await kim.Users.show(person.id)
    assert.deepEqual([wren.username, wren.email, wren.sign_in_count], ['wren', person.email, person.sign_in_count])
    assert.ok(wren.web_url.startsWith(`${server.address}/`), 'below the root')
    assert.deepEqual((await server.client('administrator', { camelize: true }).Users.show(person.id)).signInCount, person.sign_in_count)
    await refused(404, NO_USER, kim.Users.show(999_999))
    await refused(404, '404 Not Found', kim.Users.show('wren'))
  },
}
