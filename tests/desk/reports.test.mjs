// Reports in the real window: their list, one closely, what is done with it, and acting on the account that it is about.

import assert from 'node:assert/strict'
import { sitting } from './desk.mjs'
import { bothFetched, go, newestDecision, search, send, sent, there, tidy } from './steps.mjs'

/** Runs in the page: the rows of the list that are drawn now. */
const drawn = () =>
  [...document.querySelectorAll('[data-testid="row"][data-report]')].map((row) => ({
    id: row.dataset.report,
    text: row.innerText.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' '),
    current: row.getAttribute('aria-selected') === 'true',
  }))

const rows = (desk) => desk.driver.executeScript(drawn)

async function state(practice) {
  const answer = await fetch(`${practice.address}/practice/state`)
  return answer.json()
}

/** A report as the server has it now. */
async function onServer(practice, id) {
  const { reports } = await state(practice)
  return Object.values(reports).find((report) => String(report.id) === String(id))
}

/** Clicks on the row of a report of the server's list `which`, and waits until it is read. */
async function choose(desk, which, fits = () => true) {
  const practice = desk.practice.mastodon
  await tidy(desk)
  await desk.press('Control+1')
  await go(desk, 'reports')
  await desk.tap(`report-state-${which}`)
  const one = await desk.until(`a report that is ${which}`, async () => {
    const { reports } = await state(practice)
    // Until the list has followed, it shows those of before.
    const right = new Set(reports.filter((one) => (one.resolved_at !== null) === (which === 'resolved')).map(({ id }) => String(id)))
    const there = await rows(desk)
    return there.every(({ id }) => right.has(id)) && there.find(fits)
  })
  await desk.until('it to be chosen', async () => {
    await desk.driver.executeScript('document.querySelector(`[data-testid="row"][data-report="${arguments[0]}"]`)?.click()', one.id)
    return (await rows(desk)).some(({ id, current }) => id === one.id && current)
  })
  // The pane is another one for each report.
  await desk.until('it to be read', async () => {
    const text = await desk.text(await desk.part('report'))
    return text.includes(`#${one.id}`) && !text.includes('Reading it from the server')
  })
  await practice.forgetRequests()
  return one
}

const open = (desk, fits) => choose(desk, 'open', fits)

sitting('reports', { practice: true, open: bothFetched }, (scene) => {
  scene('the open reports are there, and the place is accessible', async (desk) => {
    await go(desk, 'reports')
    await desk.until('reports', async () => (await rows(desk)).length > 2)
    await open(desk)
    await desk.isAccessible('reports')
    await desk.picture('reports')
  })

  /** Does it at once, by the letter or by the button, until the server shows it. */
  const atOnce = async (desk, way, letter, verb, one, shown) => {
    await desk.until('the server to show it', async () => {
      if (way === 'by keys') await desk.press(letter)
      else await desk.tap(`action-${verb}`)
      return desk.until('it to be so', async () => shown(await onServer(desk.practice.mastodon, one.id)), 800).catch(() => false)
    })
    const kept = await newestDecision(desk)
    assert.equal(kept.verb, verb)
    assert.equal(kept.status, 'confirmed')
  }

  /** Opens the small panel, by the letter or by the button, and sends it the same way. */
  const withPanel = async (desk, way, letter, verb) => {
    if (way === 'by keys') await desk.summon(letter, 'panel')
    else await desk.tap(`action-${verb}`)
    const panel = await desk.part('panel')
    await desk.reads(verb === 'resolveReport' ? 'The report leaves the open ones; the account is not changed.' : 'The report is among the open ones again', panel)
    await send(desk, () => (way === 'by keys' ? desk.press('Enter') : desk.tap('panel-send')))
  }

  for (const way of ['by keys', 'by mouse']) {
    scene(`a report is taken and left, ${way}`, async (desk) => {
      const one = await open(desk, ({ text }) => !/Yours| @/.test(text))
      await atOnce(desk, way, 'i', 'assignReport', one, ({ assigned_to }) => assigned_to !== null)
      await open(desk, ({ id }) => id === one.id)
      await desk.reads('Yours', await desk.part('report'))
      await atOnce(desk, way, 'i', 'unassignReport', one, ({ assigned_to }) => assigned_to === null)
    })

    scene(`a report is resolved and the next one is there, and it is reopened, ${way}`, async (desk) => {
      const one = await open(desk)
      await withPanel(desk, way, 'e', 'resolveReport')
      await desk.until('the row to leave', async () => !(await rows(desk)).some(({ id }) => id === one.id))
      await desk.until('another report to be chosen', async () => (await rows(desk)).some(({ current }) => current))
      assert.ok((await onServer(desk.practice.mastodon, one.id)).resolved_at, 'the server has it as resolved')
      assert.deepEqual((await sent(desk.practice.mastodon)).map(({ path }) => path), [`/api/v1/admin/reports/${one.id}/resolve`])
      assert.equal((await newestDecision(desk)).verb, 'resolveReport')

      await choose(desk, 'resolved', ({ id }) => id === one.id)
      await withPanel(desk, way, 'e', 'reopenReport')
      await desk.until('the server to have it open', async () => (await onServer(desk.practice.mastodon, one.id)).resolved_at === null)
      assert.equal((await newestDecision(desk)).verb, 'reopenReport')
    })
  }

  scene('pictures of reported posts are not fetched before they are wanted', async (desk) => {
    await open(desk, ({ text }) => /\d+ files?/.test(text))
    const before = (await desk.practice.mastodon.requests()).filter(({ path }) => /media|avatar.*preview/.test(path))
    assert.deepEqual(before, [])
    const shield = await desk.until('a covered file', () => desk.driver.executeScript('return document.querySelector(`[data-testid="media"][data-shield] button, button[data-testid="media"][data-shield]`)'))
    await desk.driver.executeScript('arguments[0].scrollIntoView({ block: "center" }); arguments[0].click()', shield)
    await desk.until('the picture', () => desk.driver.executeScript('return [...document.querySelectorAll(`[data-testid="report"] img`)].some((img) => img.complete && img.naturalWidth > 0)'))
    await desk.picture('media')
  })

  scene('acting on the account names the report, and says what else closes', async (desk) => {
    const one = await open(desk, ({ text }) => /\+\d+ other/.test(text))
    await desk.tap('act')
    await desk.part('account')
    await desk.summon('l', 'panel')
    const panel = await desk.part('panel')
    await desk.reads(/Closes this and \d+ other open reports? about/, panel)
    await desk.picture('act-on-report')
    await desk.click('radio', /^Don't tell them|^Tell them/).catch(() => {})
    await send(desk, () => desk.tap('panel-send'))
    await desk.until('the server to have it', async () => (await sent(desk.practice.mastodon)).some(({ body }) => new RegExp(`report_id\\W+${one.id}\\b`).test(body)))
    await go(desk, 'reports')
    await desk.until('the reports to leave', async () => !(await rows(desk)).some(({ id }) => id === one.id))
    assert.equal(await there(desk, 'panel'), false)
  })
})

sitting('filters', { practice: true, open: bothFetched }, (scene) => {
  scene('the server is searched by what is typed, and says how much fitted', async (desk) => {
    await desk.press('Control+1')
    await go(desk, 'accounts')
    await desk.practice.mastodon.forgetRequests()
    await search(desk, 'ip:198.51.100.0/24 ')
    await desk.click('button', /Search the server/)
    await desk.until('the server to be asked', async () =>
      (await desk.practice.mastodon.requests()).some(({ path, query }) => /admin\/accounts$/.test(path) && /ip=198\.51\.100\.0%2F24/.test(query)))
    await desk.reads(/fit/, await desk.part('server-search'))
    await desk.picture('server-search')
  })

  scene('the filters say how the server compares', async (desk) => {
    await tidy(desk)
    await search(desk, '')
    await desk.tap('filters')
    await desk.part('filter-form')
    await desk.isAccessible('filters')
    await desk.picture('filters')
    await desk.fill('textbox', /^User ?name/i, 'wren')
    await desk.press('Enter')
    await desk.until('the chip', () => desk.driver.executeScript('return document.querySelector(`.chip`) !== null'))
    await search(desk, '')
  })
})
