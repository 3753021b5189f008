// What an administrator of a GitLab does: every verb by keys and by mouse, moves of two steps and what becomes of those that
// fail, the note that all administrators share, the background of an account, and who is looked for how.

import assert from 'node:assert/strict'
import { sitting } from './desk.mjs'
import {
  bothFetched, go, newestDecision, openAbout, openFromMenuByKeys, openFromMenuByMouse, people, rows, search, send, sendByKeys, sendByMouse, sent, there, tidy, visit,
} from './steps.mjs'
import { decide, is, person, somebody } from './verbs.mjs'

const user = (id, verb) => `/api/v4/users/${id}/${verb}`
const dormant = { last_activity_on: '2020-01-31', current_sign_in_at: null }
const yesterday = () => ({ last_activity_on: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10) })

/** An active account that the server made so. */
const changed = (patch) => async (practice) => {
  const one = await somebody(practice, is('active'))
  await practice.change(one.id, typeof patch === 'function' ? patch() : patch)
  return one
}
const named = (username) => async (practice) => (await people(practice)).find((one) => one.username === username)

/** Opens somebody of the second practice instance. */
const opened = async (desk, whom, options) => {
  await desk.press('Control+2')
  await tidy(desk)
  const practice = desk.practice.gitlab
  const one = await whom(practice)
  await visit(desk, one, options)
  await practice.forgetRequests()
  return one
}
const asked = async (desk) => (await sent(desk.practice.gitlab)).map(({ method, path }) => `${method} ${path}`)

sitting('letting in and deactivating', { practice: true, open: bothFetched }, (scene) => {
  const deactivate = {
    verb: 'deactivate', on: 'gitlab', whom: changed(dormant), narrow: 'state:active', said: 'Deactivated',
    asks: (id) => user(id, 'deactivate'), now: (one) => one.state === 'deactivated',
  }
  const activate = {
    verb: 'activate', on: 'gitlab', who: is('deactivated'), narrow: 'state:deactivated', said: 'Activated',
    asks: (id) => user(id, 'activate'), now: (one) => one.state === 'active',
  }
  const approve = {
    verb: 'approve', on: 'gitlab', who: is('blocked_pending_approval'), place: 'queue', said: 'Approved',
    asks: (id) => user(id, 'approve'), now: (one) => one.state === 'active',
  }
  scene('approve, by keys', decide(approve, (desk) => sendByKeys(desk, 'a')))
  scene('approve, by mouse', decide(approve, (desk) => sendByMouse(desk, 'approve')))
  scene('deactivate, by keys', decide(deactivate, (desk) => sendByKeys(desk, 'd')))
  scene('deactivate, by mouse', decide(deactivate, (desk) => sendByMouse(desk, 'deactivate')))
  scene('activate, by keys', decide(activate, (desk) => sendByKeys(desk, 'u')))
  scene('activate, by mouse', decide(activate, (desk) => sendByMouse(desk, 'activate')))

  scene('who was active lately cannot be deactivated, and the desk says how lately', async (desk) => {
    await opened(desk, changed(yesterday))
    await desk.summon('.', 'menu-deactivate')
    await desk.reads(/Active [^;]+; this server needs 90 days without activity/, await desk.part('menu-deactivate'))
    await desk.press('Escape')
    await desk.until('D to explain itself', async () => {
      await desk.press('d')
      return desk.until('the sentence', async () => /this server needs 90 days/.test(await desk.text()), 400)
    })
    assert.deepEqual(await asked(desk), [])
  })
})

sitting('moves', { practice: true, open: bothFetched }, (scene) => {
  const moves = [
    { verb: 'banBlocked', before: 'blocked', after: 'banned', first: 'unblock', second: 'ban', back: 'block' },
    { verb: 'blockBanned', before: 'banned', after: 'blocked', first: 'unban', second: 'block', back: 'ban' },
    { verb: 'banDeactivated', before: 'deactivated', after: 'banned', first: 'activate', second: 'ban', back: 'deactivate' },
  ]
  /** Somebody who was not active for years, so that the server would deactivate them again. */
  const inState = (state) => changed({ ...dormant, state })
  for (const { verb, before, after, first, second } of moves) {
    for (const [way, open, go] of [
      ['by keys', openFromMenuByKeys, (desk) => desk.press('Enter')],
      ['by mouse', openFromMenuByMouse, (desk) => desk.tap('panel-send')],
    ]) {
      scene(`${verb}, ${way}`, async (desk) => {
        const one = await opened(desk, inState(before))
        await open(desk, verb)
        await desk.reads(/active for a moment/, await desk.part('panel'))
        if (way === 'by mouse') await desk.isAccessible('the panel of a move')
        if (verb === 'banBlocked') await desk.picture('move')
        await send(desk, () => go(desk))
        await desk.until('the server to show it', async () => (await person(desk.practice.gitlab, one.id)).state === after)
        assert.deepEqual(await asked(desk), [first, second].map((step) => `POST ${user(one.id, step)}`))
        const kept = await newestDecision(desk)
        assert.equal(kept.verb, verb)
        assert.equal(kept.status, 'confirmed')
      })
    }
  }

  scene('a second step that fails is put back, and told', async (desk) => {
    const one = await opened(desk, inState('blocked'))
    await openFromMenuByMouse(desk, 'banBlocked')
    await desk.practice.gitlab.fault({ route: '/api/*/ban', method: 'POST', kind: 'status', code: 403, count: 1 })
    await desk.until('the panel to say so', async () => {
      if (await there(desk, 'panel-send')) await desk.tap('panel-send')
      return desk.until('the sentence', async () => /blocked again/.test(await desk.text()), 600)
    })
    await desk.picture('put back')
    assert.equal((await person(desk.practice.gitlab, one.id)).state, 'blocked')
    assert.deepEqual(await asked(desk), ['unblock', 'ban', 'block'].map((step) => `POST ${user(one.id, step)}`))
    await tidy(desk)
    assert.equal((await newestDecision(desk)).status, 'putBack')
  })

  scene('what cannot be put back is loud until it is mended', async (desk) => {
    const one = await opened(desk, inState('blocked'))
    await openFromMenuByMouse(desk, 'banBlocked')
    for (const step of ['ban', 'block']) {
      await desk.practice.gitlab.fault({ route: `/api/*/${step}`, method: 'POST', kind: 'status', code: 403, count: 1 })
    }
    await desk.until('the panel to say so', async () => {
      if (await there(desk, 'panel-send')) await desk.tap('panel-send')
      return desk.until('the mark', async () => there(desk, 'halfway-banner'), 600)
    })
    await desk.reads(`@${one.username} on Quarry was left active`, await desk.part('halfway-banner'))
    await desk.readsNoMore('Blocked', await desk.part('account')) // also beside the panel that tells it
    await tidy(desk)
    await desk.press('Control+1')
    await desk.part('strip-halfway')
    await desk.isAccessible('an account left active')
    await desk.picture('left halfway')
    await desk.tap('strip-halfway')
    await desk.reads(`@${one.username}`, await desk.part('account'))
    await desk.readsNoMore('Reading it from the server', await desk.part('account'))
    await sendByKeys(desk, 'b')
    await desk.until('the mark to leave', async () => !(await there(desk, 'halfway-banner')) && !(await there(desk, 'strip-halfway')))
    assert.equal((await person(desk.practice.gitlab, one.id)).state, 'blocked')
  })
})

sitting('deleting', { practice: true, open: bothFetched }, (scene) => {
  const erase = (verb, hard, open, go) => async (desk) => {
    const one = await opened(desk, (practice) => somebody(practice, is('active')))
    await open(desk, verb)
    const panel = await desk.part('panel')
    await desk.reads("This can't be taken back.", panel)
    await desk.until('the missing handle to be told', async () => {
      await go(desk)
      return desk.until('the sentence', async () => (await desk.text(panel)).includes(`That is not ${one.username} yet.`), 300)
    })
    assert.deepEqual(await asked(desk), [])
    await desk.fill('textbox', `Type ${one.username} to go on`, one.username)
    await desk.isAccessible(`the panel of ${verb}`)
    await desk.picture(verb)
    await send(desk, () => go(desk))
    await desk.until('its hold to be over', async () => (await sent(desk.practice.gitlab)).length > 0)
    const [request, ...more] = await sent(desk.practice.gitlab)
    assert.deepEqual(more, [])
    assert.equal(`${request.method} ${request.path}`, `DELETE /api/v4/users/${one.id}`)
    assert.equal(/hard_delete=true/.test(request.query ?? ''), hard)
    const kept = await desk.until('it to be taken', async () => {
      const now = (await openAbout(desk, one.username)) ?? (await newestDecision(desk))
      return /accepted|confirmed/.test(now.status) && now
    })
    assert.equal(kept.verb, verb)
  }
  const byKeys = (desk) => desk.press('Control+Enter')
  const byMouse = (desk) => desk.tap('panel-send')
  scene('delete, by keys', erase('delete', false, openFromMenuByKeys, byKeys))
  scene('delete, by mouse', erase('delete', false, openFromMenuByMouse, byMouse))
  scene('delete with contributions, by keys', erase('deleteContributions', true, openFromMenuByKeys, byKeys))
  scene('delete with contributions, by mouse', erase('deleteContributions', true, openFromMenuByMouse, byMouse))

  scene('who alone owns a group is not deleted, and the desk says why', async (desk) => {
    const one = await opened(desk, named('ruth.callan'))
    await openFromMenuByMouse(desk, 'delete')
    await desk.fill('textbox', `Type ${one.username} to go on`, one.username)
    await desk.until('the refusal', async () => {
      if (await there(desk, 'panel-send')) await desk.tap('panel-send')
      return desk.until('the sentence', async () => /only owner of a group/.test(await desk.text()), 600)
    })
    assert.ok(await person(desk.practice.gitlab, one.id))
    await tidy(desk)
  })
})

sitting('the note', { practice: true, open: bothFetched }, (scene) => {
  const write = async (desk, text) => {
    const field = await desk.part('panel').then((panel) => panel.findElement({ css: '[data-testid="note"]' }))
    await field.click()
    await desk.press('Control+a', 'Delete')
    await field.sendKeys(text)
  }

  scene('is written by T, and read by everybody', async (desk) => {
    const one = await opened(desk, (practice) => somebody(practice, is('active')))
    await desk.summon('t', 'panel')
    await write(desk, 'Asked twice about crypto adverts.')
    await desk.isAccessible('the panel of a note')
    await desk.picture('note')
    await send(desk, () => desk.press('Control+Enter'))
    await desk.until('the server to have it', async () => (await person(desk.practice.gitlab, one.id)).note === 'Asked twice about crypto adverts.')
    assert.deepEqual(await asked(desk), [`PUT /api/v4/users/${one.id}`])
    assert.equal((await newestDecision(desk)).verb, 'note')
  })

  scene("another administrator's words are not written over", async (desk) => {
    const one = await opened(desk, (practice) => somebody(practice, is('active')))
    await desk.tap('edit-note')
    await write(desk, 'Mine.')
    await desk.practice.gitlab.change(one.id, { note: 'Do not touch: in talks with their lawyer.' })
    await desk.until('both notes', async () => {
      if (await there(desk, 'panel-send')) await desk.tap('panel-send')
      return desk.until('the conflict', () => there(desk, 'note-conflict'), 600)
    })
    await desk.until('their words', async () =>
      desk.driver.executeScript('return [...document.querySelectorAll(`[data-testid="note-conflict"] textarea`)].map((one) => one.value).join("|")').then((both) => /lawyer/.test(both) && /Mine/.test(both)))
    await desk.isAccessible('two notes')
    await desk.picture('note conflict')
    assert.deepEqual(await asked(desk), [])
    await desk.until('mine to be kept', async () => {
      if (await there(desk, 'note-keep-mine')) await desk.tap('note-keep-mine')
      return desk.until('the server to have it', async () => (await person(desk.practice.gitlab, one.id)).note === 'Mine.', 600)
    })
  })

  scene('takes the reason of a ban along', async (desk) => {
    const one = await opened(desk, changed({ note: 'Warned in May.' }))
    await desk.summon('n', 'panel')
    await desk.fill('textbox', /^Reason/, 'Sells followers')
    await desk.tap('note-too')
    await send(desk, () => desk.press('Control+Enter'))
    await desk.until('the server to have it', async () => /^Warned in May\.\n.+Sells followers$/.test((await person(desk.practice.gitlab, one.id)).note))
    assert.deepEqual(await asked(desk), [`POST ${user(one.id, 'ban')}`, `PUT /api/v4/users/${one.id}`])
  })
})

sitting('somebody else at the same time', { practice: true, open: bothFetched }, (scene) => {
  scene('the reason that was written is there again when one decides the same after a look', async (desk) => {
    const one = await opened(desk, (practice) => somebody(practice, is('active')))
    await desk.summon('b', 'panel')
    await desk.fill('textbox', /^Reason/, 'Sells followers')
    await desk.practice.gitlab.change(one.id, { note: 'In talks with them.' })
    await desk.until('the change to be told', async () => {
      if (await there(desk, 'panel-send')) await desk.tap('panel-send')
      return desk.until('the sentence', async () => /What you wrote is there/.test(await desk.text()), 600)
    })
    assert.deepEqual(await asked(desk), [])
    await desk.press('Escape')
    await desk.summon('b', 'panel')
    assert.equal(await (await desk.part('reason')).getAttribute('value'), 'Sells followers')
    await send(desk, () => desk.press('Control+Enter'))
    assert.equal((await person(desk.practice.gitlab, one.id)).state, 'blocked')
  })
})

sitting('the background', { practice: true, open: bothFetched }, (scene) => {
  scene('memberships, counts and events are read when they are looked at', async (desk) => {
    await opened(desk, named('maren.tide'))
    const account = await desk.part('account')
    await desk.click('tab', 'Memberships', account)
    await desk.reads(/Owner|Maintainer|Developer/, account)
    await desk.isAccessible('memberships')
    await desk.picture('memberships')
    await desk.press(']')
    await desk.reads('What they did last', account)
    assert.match(await desk.focused(), /^tab Events/)
    await desk.picture('events')
  })

  scene('who blocked somebody is told', async (desk) => {
    await opened(desk, named('silas.reed'))
    await desk.click('tab', 'Events', await desk.part('account'))
    await desk.reads(/Blocked by/, await desk.part('account'))
  })
})

sitting('looking for', { practice: true, open: bothFetched }, (scene) => {
  scene('accounts without two-factor, typed and chosen', async (desk) => {
    await desk.press('Control+2')
    await tidy(desk)
    await go(desk, 'accounts')
    await search(desk, 'external:yes two-factor:off ')
    const wanted = (await people(desk.practice.gitlab)).filter((one) => one.external && !one.two_factor).map(({ id }) => id).sort()
    assert.ok(wanted.length > 0)
    await desk.until('only they', async () => JSON.stringify((await rows(desk)).map(({ id }) => id).sort()) === JSON.stringify(wanted))
    await desk.tap('filters')
    await desk.isAccessible('the filters of the second instance')
    await desk.picture('filters gitlab')
    await desk.press('Escape')
  })

  scene('accounts of some days, whose days are typed as in the search box', async (desk) => {
    await tidy(desk)
    await search(desk, '')
    await desk.tap('filters')
    await desk.fill('textbox', 'Joined: to', '21.11.2022')
    await desk.press('Tab')
    await desk.reads('Write a day as 2026-11-21', await desk.part('filter-form'))
    await desk.fill('textbox', 'Joined: to', '2022-11-21')
    await desk.click('button', 'Apply')
    const wanted = (await people(desk.practice.gitlab)).filter(({ created_at }) => created_at < '2022-11-22').length
    await desk.reads(new RegExp(`^${wanted} of \\d+ loaded`, 'm'), await desk.part('list'))
  })

  scene('reports, which this server shows to no program, are a click away', async (desk) => {
    await go(desk, 'reports')
    await desk.reads('Reports are read on the server', await desk.part('no-reports'))
    await desk.find('button', 'Abuse reports')
    await desk.isAccessible('a server whose reports no program reads')
  })
})
