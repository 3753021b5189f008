// What stands around an account, and who one is: note, deletion, custom attributes, memberships, counts, events; tokens, settings, versions, throttles.
import assert from 'node:assert/strict'
import { Gitlab, GitbeakerRetryError } from '@gitbeaker/rest'
import { FORBIDDEN, ids, isPlain, NO_USER, refused } from './base.mjs'

const busy = (server) => server.somebody((p) => isPlain(p) && new Set(p.memberships.map((one) => one.source_type)).size === 2)

export const around = {
  async 'a note is written as a form and read again'({ server, kim }) {
    const { id } = await server.somebody(isPlain)
    // A form's lines end as on paper, whoever wrote them: so does what a real server gets from gitbeaker.
    for (const note of ['Asked twice. – kim', 'Zeile 1\r\nZeile 2 & ☂ = 50 %', '']) {
      assert.equal((await kim.Users.edit(id, { note })).note, note)
      assert.deepEqual([(await kim.Users.show(id)).note, (await server.person(id)).note], [note, note])
    }
    await refused(403, FORBIDDEN, server.client('user').Users.edit(id, { note: 'x' }))
    await refused(404, NO_USER, kim.Users.edit(999_999, { note: 'x' }))
    await refused(400, '{"name":["can\'t be blank"]}', kim.Users.edit(id, { name: ' ' }))
  },

  async 'both kinds of deletion'({ server, kim }) {
    const owner = (await server.somebody((p) => p.memberships.some((one) => one.sole_owner))).id
    await refused(409, 'User cannot be removed while is the sole-owner of a group', kim.Users.remove(owner))
    // gitbeaker puts the wish into a body, python-gitlab into the address.
    assert.equal(await kim.Users.remove(owner, { hardDelete: true }), null)
    // Asked at once: the workers don't wait for long.
    assert.equal((await server.person(owner)).removal_is_soft, false)
    const soft = await server.somebody(isPlain)
    assert.equal((await kim.Users.remove(soft.id, { showExpanded: true })).status, 204)
    assert.equal((await server.person(soft.id)).removal_is_soft, true)
    await server.letWorkersRun()
    for (const id of [owner, soft.id]) await refused(404, NO_USER, kim.Users.show(id))
    await refused(404, NO_USER, kim.Users.remove(soft.id))
  },

  async 'custom attributes, also those that the server writes'({ server, kim }) {
    const { id } = await server.somebody(isPlain)
    const attributes = kim.UserCustomAttributes
    assert.deepEqual(await attributes.set(id, 'case', '17 ☂'), { key: 'case', value: '17 ☂' })
    assert.deepEqual(await attributes.show(id, 'case'), { key: 'case', value: '17 ☂' })
    await kim.Users.block(id)
    assert.deepEqual((await attributes.all(id)).map((one) => one.key), ['blocked_by', 'case'])
    assert.match((await attributes.show(id, 'blocked_by')).value, /^kim\/\d+\+/)
    await attributes.remove(id, 'case')
    await refused(404, '404 Not found', attributes.show(id, 'case'))
    await refused(403, FORBIDDEN, server.client('user').UserCustomAttributes.all(id))
  },

  async 'a login is taken away'({ server, kim }) {
    const { id } = await server.somebody((p) => p.state === 'ldap_blocked')
    await refused(403, '403 Forbidden - LDAP blocked users cannot be unblocked by the API', kim.Users.unblock(id))
    await kim.Users.removeAuthenticationIdentity(id, 'ldapmain')
    assert.equal(await kim.Users.unblock(id), true)
    await refused(404, '404 Identity Not Found', kim.Users.removeAuthenticationIdentity(id, 'ldapmain'))
  },

  async 'what belongs to an account'({ server, kim }) {
    const { id } = await server.named('maren.tide')
    assert.deepEqual((await kim.UserSSHKeys.all({ userId: id })).map((key) => key.title), ['field laptop', 'buoy 7'])
    assert.equal((await kim.UserGPGKeys.all({ userId: id })).length, 1)
    assert.deepEqual((await kim.UserEmails.all({ userId: id })).map((one) => one.confirmed_at !== null), [true, false])
    await refused(403, FORBIDDEN, server.client('user').UserEmails.all({ userId: id }))
    const tokens = await kim.PersonalAccessTokens.all({ userId: id })
    assert.deepEqual(tokens.map((token) => token.active), [true, false])
    await kim.PersonalAccessTokens.remove({ tokenId: tokens[0].id })
    assert.equal((await kim.PersonalAccessTokens.show({ tokenId: tokens[0].id })).revoked, true)
    assert.equal((await kim.UserImpersonationTokens.all(id)).length, 1)
    const vera = (await server.named('vera.stone')).id
    await kim.Users.disableTwoFactor(vera)
    assert.equal((await kim.Users.show(vera)).two_factor_enabled, false)
    assert.ok((await kim.Users.allActivities()).some((one) => one.username === 'maren.tide'))
  },

  async 'memberships, counts, events and status'({ server, kim }) {
    const person = await busy(server)
    const raw = person.memberships.map(({ sole_owner, ...one }) => one)
    assert.deepEqual(await kim.Users.allMemberships(person.id, { perPage: 2 }), raw)
    for (const type of ['Project', 'Namespace']) {
      assert.deepEqual(await kim.Users.allMemberships(person.id, { type }), raw.filter((one) => one.source_type === type))
    }
    await refused(400, 'type does not have a valid value', kim.Users.allMemberships(person.id, { type: 'Group' }))
    assert.deepEqual(await kim.Users.showAssociationsCount(person.id), {
      groups_count: raw.filter((one) => one.source_type === 'Namespace').length,
      projects_count: person.projects,
      issues_count: person.issues,
      merge_requests_count: person.merge_requests,
    })
    const me = (await server.named('kim')).id
    const events = await kim.Users.allEvents(me, { perPage: 3 })
    assert.ok(events.length > 3 && events.every((event) => event.author_id === me))
    const issues = await kim.Users.allEvents(me, { targetType: 'issue' })
    assert.deepEqual(ids(issues), ids(events.filter((event) => event.target_type === 'Issue')))
    const says = await server.somebody((p) => p.status)
    assert.equal((await kim.Users.showStatus({ iDOrUsername: says.username })).message, says.status.message)
  },

  async 'who one is, with which token, on what'({ server, kim }) {
    const raw = await server.control('GET', 'settings')
    const version = `${server.name}${raw.practice.enterprise ? '-ee' : ''}`
    const bearer = new Gitlab({ host: server.address, oauthToken: 'practice-administrator' })
    for (const client of [kim, bearer]) {
      const me = await client.Users.showCurrentUser()
      assert.deepEqual([me.username, me.is_admin], ['kim', true])
    }
    assert.equal((await server.client('no-admin-mode').Users.showCurrentUser()).is_admin, true)
    assert.equal('is_admin' in (await server.client('user').Users.showCurrentUser()), false)
    const metadata = await kim.Metadata.show()
    assert.deepEqual([metadata.version, metadata.enterprise, metadata.kas.enabled], [version, raw.practice.enterprise, false])
    const token = await kim.PersonalAccessTokens.show()
    assert.deepEqual(token.scopes, server.since(15, 8) ? ['api', 'admin_mode'] : ['api'])
    if (server.since(16)) assert.match(token.expires_at, /^\d{4}-\d\d-\d\d$/)
    await refused(401, '401 Unauthorized', new Gitlab({ host: server.address, token: '' }).Users.all())
    await refused(401, 'invalid_token', server.client('expired').Users.showCurrentUser())
    await refused(403, 'insufficient_scope', server.client('no-scope').Users.all())
  },

  async 'settings are read and written by administrators'({ server, kim }) {
    assert.equal((await kim.ApplicationSettings.show()).deactivate_dormant_users_period, 90)
    assert.equal((await kim.ApplicationSettings.edit({ deactivateDormantUsersPeriod: 30, adminMode: false })).deactivate_dormant_users_period, 30)
    const raw = await server.control('GET', 'settings')
    assert.deepEqual([raw.deactivate_dormant_users_period, raw.admin_mode], [30, false])
    await refused(403, FORBIDDEN, server.client('user').ApplicationSettings.show())
    await refused(403, 'insufficient_scope', server.client('read').ApplicationSettings.edit({ adminMode: true }))
  },

  async 'both throttles are tried ten times and given up'({ server, kim }) {
    // gitbeaker reads neither Retry-After nor the words.
    await server.openAWindow()
    const givenUp = (call) => assert.rejects(call, (error) => error instanceof GitbeakerRetryError && error.message.includes('status code: 429'))
    const me = (await server.named('kim')).id
    await server.settings({ users_get_by_id_limit: 1 })
    const wren = server.client('user')
    await wren.Users.show(me)
    await givenUp(wren.Users.show(me))
    await server.settings({ throttle_authenticated_api_enabled: true, throttle_authenticated_api_requests_per_period: 1 })
    const { headers } = await kim.Users.showCurrentUser({ showExpanded: true })
    assert.equal(headers['ratelimit-remaining'], server.since(18) ? '0' : undefined)
    await server.control('DELETE', 'requests')
    await givenUp(kim.Users.block(me))
    assert.equal((await server.control('GET', 'requests')).length, 10)
  },
}
