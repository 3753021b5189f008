// Everything that a moderator of a Mastodon can do to somebody, and take back, once by keys and once by mouse; and what the
// panel asks for on the way.

import assert from 'node:assert/strict'
import { after } from 'node:test'
import { sitting } from './desk.mjs'
import { Practice } from './practice.mjs'
import {
  bothFetched, connect, fetched, newestDecision, openFromMenuByKeys, openFromMenuByMouse, send, sendByKeys, sendByMouse, sent, settled, startModerating, tidy, visit,
} from './steps.mjs'
import { decide, dontTell, inGoodStanding, ordinary, person, somebody } from './verbs.mjs'

const admin = (verb) => (id) => `/api/v1/admin/accounts/${id}/${verb}`
const form = (...parts) => (body) => parts.forEach((part) => assert.match(body, part))

/** What takes something away, and what gives it back. */
const pairs = [
  {
    take: { verb: 'sensitive', key: 'm', said: 'Forced sensitive', kind: 'sensitive', now: (one) => one.sensitized_at !== null },
    give: { verb: 'liftSensitive', said: 'Sensitive undone', asks: admin('unsensitive'), narrow: 'state:sensitive', now: (one) => one.sensitized_at === null },
  },
  {
    take: { verb: 'freeze', key: 'f', said: 'Login frozen', kind: 'disable', now: (one) => one.user.disabled },
    give: { verb: 'unfreeze', said: 'Login unfrozen', asks: admin('enable'), narrow: 'state:frozen', now: (one) => !one.user.disabled },
  },
  {
    take: { verb: 'suspend', key: 's', said: 'Suspended', kind: 'suspend', now: (one) => one.suspension?.origin === 'local' },
    give: { verb: 'unsuspend', said: 'Unsuspended', asks: admin('unsuspend'), narrow: 'state:suspended', now: (one) => !one.suspension },
  },
]

const ways = {
  'by keys': {
    take: (key) => (desk) => sendByKeys(desk, key, { choose: dontTell(desk), stroke: 'Control+Enter' }),
    give: () => (desk) => sendByKeys(desk, 'u'),
    tells: false,
  },
  'by mouse': {
    take: (_, verb) => (desk) => sendByMouse(desk, verb, { choose: () => desk.click('radio', /^Tell them/) }),
    give: (verb) => (desk) => sendByMouse(desk, verb),
    tells: true,
  },
}

sitting('sanctions', { practice: true, open: bothFetched }, (scene) => {
  for (const [way, { take, give, tells }] of Object.entries(ways)) {
    for (const pair of pairs) {
      let one
      const whom = async (practice) => (one ??= await somebody(practice, inGoodStanding))
      const taking = {
        ...pair.take, on: 'mastodon', whom, narrow: 'state:unrestricted', asks: admin('action'),
        body: form(new RegExp(`type\\W+${pair.take.kind}`), new RegExp(`send_email_notification\\W+${tells}`)),
      }
      scene(`${pair.take.verb}, ${way}`, decide(taking, take(pair.take.key, pair.take.verb)))
      scene(`${pair.give.verb}, ${way}`, decide({ ...pair.give, on: 'mastodon', whom }, give(pair.give.verb)))
    }
    const warning = {
      verb: 'warn', on: 'mastodon', who: inGoodStanding, narrow: 'state:unrestricted', asks: admin('action'), stays: true,
      said: 'Warned', shows: 'The server has no way to show it.', status: 'unprovable', now: (one) => !one.silenced_at && !one.suspension,
      body: form(/type\W+none/, new RegExp(`send_email_notification\\W+${tells}`)),
    }
    scene(`warn, ${way}`, decide(warning, take('w', 'warn')))
  }
})

const suspended = (one) => ordinary(one) && one.suspension?.origin === 'local' && one.suspension.deletion_due && !one.user.disabled

/** An administrator's instance: a moderator's role may not delete data. */
let estate
after(() => estate?.stop())
const asAdministrator = async (desk) => {
  estate = await Practice.start('mastodon')
  await connect(desk, estate, 'practice-admin', { name: 'Estate' })
  await startModerating(desk)
  await fetched(desk)
}

sitting('erasing', { open: asAdministrator }, (scene) => {
  const erase = (reach, go) => async (desk) => {
    await tidy(desk)
    const one = await somebody(estate, suspended)
    await visit(desk, one, { narrow: 'state:suspended' })
    await estate.forgetRequests()
    await reach(desk)
    const panel = await desk.part('panel')
    await desk.reads('Posts, media, follows and profile are erased for good.', panel)
    await desk.reads("This can't be taken back.", panel)
    await desk.until('the missing handle to be told', async () => {
      await go(desk)
      return desk.until('the sentence', async () => (await desk.text(panel)).includes(`That is not ${one.username} yet.`), 300)
    })
    assert.deepEqual(await sent(estate), [])
    await desk.fill('textbox', `Type ${one.username} to go on`, one.username)
    await desk.isAccessible('the panel that deletes data')
    await send(desk, () => go(desk))
    await desk.reads(/Data deleted|accepted it/)
    assert.deepEqual((await sent(estate)).map(({ method, path }) => `${method} ${path}`), [`DELETE /api/v1/admin/accounts/${one.id}`])
    await settled(desk, one.username)
    const kept = await newestDecision(desk)
    assert.equal(kept.verb, 'deleteData')
    assert.match(kept.status, /accepted|confirmed/)
  }
  scene('delete data, by keys', erase((desk) => openFromMenuByKeys(desk, 'deleteData'), (desk) => desk.press('Control+Enter')))
  scene('delete data, by mouse', erase((desk) => openFromMenuByMouse(desk, 'deleteData'), (desk) => desk.tap('panel-send')))
})

sitting('roles', { practice: true, open: bothFetched }, (scene) => {
  scene('a moderator is told that the role may not delete data', async (desk) => {
    await desk.press('Control+1')
    await tidy(desk)
    await visit(desk, await somebody(desk.practice.mastodon, suspended), { narrow: 'state:suspended' })
    await desk.summon('.', 'menu-deleteData')
    await desk.reads(/Delete data.*role/s, await desk.part('menu-deleteData'))
    await desk.press('Escape')
  })
})

sitting('what the panel takes', { practice: true, open: bothFetched }, (scene) => {
  const opened = async (desk, letter) => {
    await desk.press('Control+1')
    await tidy(desk)
    const one = await somebody(desk.practice.mastodon, inGoodStanding)
    await visit(desk, one)
    await desk.practice.mastodon.forgetRequests()
    await desk.summon(letter, 'panel')
    return { one, panel: await desk.part('panel') }
  }

  scene('a suspension says what becomes of the account', async (desk) => {
    const { panel } = await opened(desk, 's')
    await desk.reads('Profile and posts are shown to nobody here, and they cannot sign in.', panel)
    await desk.reads('The server erases all data after 30 days', panel)
    await desk.reads("The profile's text, name and picture can no longer be read from the server.", panel)
    await desk.isAccessible('the panel of a suspension')
    await desk.picture('suspend')
    await desk.press('Escape')
  })

  scene('text, preset and choice of telling arrive at the server', async (desk) => {
    const { one } = await opened(desk, 'w')
    await desk.click('radio', /^Tell them/)
    await desk.fill('textbox', /^Message/, 'Please read rule 2 & 3.')
    await desk.tap('advanced')
    await desk.fill('textbox', /^Number of a warning preset/, '1')
    await send(desk, () => desk.tap('panel-send'))
    await desk.reads(`Warned: @${one.username}`)
    const [asked] = await sent(desk.practice.mastodon)
    assert.equal(asked.status, 200)
    assert.match(asked.body, /text=Please\+read\+rule\+2\+%26\+3\./)
    assert.match(asked.body, /warning_preset_id=1\b/)
  })

  scene('a template is not sent before it is filled in', async (desk) => {
    const { panel } = await opened(desk, 'l')
    await desk.click('radio', /^Tell them/)
    await desk.tap('templates')
    await desk.tap('template-statement')
    await desk.until('the refusal to send', async () => {
      await desk.tap('panel-send')
      return desk.until('the sentence', async () => /\{.+\}/.test(await desk.text(panel)), 400)
    })
    assert.deepEqual(await sent(desk.practice.mastodon), [])
    await desk.isAccessible('a template')
    await desk.picture('template')
    await desk.press('Escape', 'Escape')
  })

  scene('somebody of another server cannot be frozen, and the menu says why', async (desk) => {
    await desk.press('Control+1')
    await tidy(desk)
    const remote = await somebody(desk.practice.mastodon, (one) => one.domain && !one.suspension && !one.silenced_at && /^[a-z]+\.[a-z]+$/.test(one.domain))
    await visit(desk, remote, { narrow: 'origin:remote' })
    await desk.summon('.', 'menu-freeze')
    await desk.reads(/Freeze login.*server/s, await desk.part('menu-freeze'))
    await desk.press('Escape')
    await desk.until('F to explain itself', async () => {
      await desk.press('f')
      return desk.until('the sentence', async () => /another server|other server/i.test(await desk.text()), 400)
    })
  })

  scene('with several things to lift, U opens their menu', async (desk) => {
    await desk.press('Control+1')
    await tidy(desk)
    const practice = desk.practice.mastodon
    const one = await somebody(practice, inGoodStanding)
    await practice.change(one.id, { silenced_at: new Date().toISOString(), sensitized_at: new Date().toISOString() })
    await visit(desk, one)
    await practice.forgetRequests()
    await desk.summon('u', 'menu-liftSensitive')
    await desk.tap('menu-liftSensitive')
    await send(desk, () => desk.press('Enter'))
    await desk.reads(`Sensitive undone: @${one.username}`)
    assert.ok((await person(practice, one.id)).silenced_at, 'the limit stays')
    assert.equal((await newestDecision(desk)).verb, 'liftSensitive')
  })
})
