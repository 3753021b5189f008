#!/usr/bin/env node
// @gitbeaker/rest against practice servers: agree.mjs VERSION=ADDRESS …
import { around } from './around.mjs'
import { Practice } from './base.mjs'
import { lists } from './lists.mjs'
import { verbs } from './verbs.mjs'

const facts = Object.entries({ ...lists, ...verbs, ...around })
const servers = process.argv.slice(2)
let agreed = servers.length > 0
for (const argument of servers) {
  const [like, address] = argument.split(/=(.*)/)
  const server = new Practice(like, address)
  const wrong = []
  for (const [name, holds] of facts) {
    await server.control('POST', 'reset')
    try {
      await holds({ server, kim: server.client('administrator') })
    } catch (error) {
      wrong.push(`\n${name} (${like})\n${error.stack}`)
    }
  }
  console.log(`  gitbeaker, ${like}: ${facts.length - wrong.length} of ${facts.length} facts`)
  for (const one of wrong) console.error(one)
  agreed &&= wrong.length === 0
}
process.exitCode = agreed ? 0 : 1
