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

/** Opens the place, and a report by clicking on its row. */
async function open(desk, fits = () => true) {
  await tidy(desk)
  await desk.press('Control+1')
  await go(desk, 'reports')
  await desk.tap('report-state-open')
  const one = await desk.until('a report of that kind', async () => (await rows(desk)).find(fits))
  await desk.until('it to be chosen', async () => {
    await desk.driver.executeScript('document.querySelector(`[data-testid="row"][data-report="${arguments[0]}"]`)?.click()', one.id)
    return (await rows(desk)).some(({ id, current }) => id === one.id && current)
  })
  await desk.reads(`#${one.id}`, await desk.part('report'))
  await desk.readsNoMore('Reading it from the server', await desk.part('report'))
  await desk.practice.mastodon.forgetRequests()
  return one
}

sitting('reports', { practice: true, open: bothFetched }, (scene) => {
  scene('the open reports are there, and the place is accessible', async (desk) => {
    await go(desk, 'reports')
    await desk.until('reports', async () => (await rows(desk)).length > 2)
    await open(desk)
    await desk.isAccessible('reports')
    await desk.picture('reports')
  })

  scene('a report is taken and left by I', async (desk) => {
    const one = await open(desk, ({ text }) => !/Yours|@/.test(text.replace(/^.*?ago/, '')))
    await desk.until('the server to have it', async () => {
      await desk.press('i')
      return desk.until('it to be ours', async () => (await onServer(desk.practice.mastodon, one.id)).assigned !== null, 600).catch(() => false)
    })
    await desk.reads('Yours', await desk.part('report'))
    const kept = await newestDecision(desk)
    assert.equal(kept.verb, 'assignReport')
    assert.equal(kept.status, 'confirmed')
  })

  scene('a report is resolved by E, and the next one is there', async (desk) => {
    const one = await open(desk)
    await desk.summon('e', 'panel')
    await desk.reads('The report leaves the open ones; the account is not changed.', await desk.part('panel'))
    await desk.picture('resolve')
    await send(desk, () => desk.press('Enter'))
    await desk.until('the row to leave', async () => !(await rows(desk)).some(({ id }) => id === one.id))
    assert.ok((await onServer(desk.practice.mastodon, one.id)).resolved ?? (await onServer(desk.practice.mastodon, one.id)).action_taken_at, 'the server has it as resolved')
    assert.deepEqual((await sent(desk.practice.mastodon)).map(({ path }) => path), [`/api/v1/admin/reports/${one.id}/resolve`])
    assert.equal((await newestDecision(desk)).verb, 'resolveReport')
  })

  scene('a resolved report is found and reopened by mouse', async (desk) => {
    await tidy(desk)
    await go(desk, 'reports')
    await desk.tap('report-state-resolved')
    await desk.until('a resolved one', async () => (await rows(desk)).length > 0)
    const [one] = await rows(desk)
    await desk.until('it to be chosen', async () => {
      await desk.driver.executeScript('document.querySelector(`[data-testid="row"][data-report="${arguments[0]}"]`)?.click()', one.id)
      return (await rows(desk)).some(({ id, current }) => id === one.id && current)
    })
    await desk.reads(`#${one.id}`, await desk.part('report'))
    await desk.practice.mastodon.forgetRequests()
    await desk.tap('action-reopenReport')
    await desk.part('panel')
    await send(desk, () => desk.tap('panel-send'))
    await desk.until('the server to have it open', async () => (await sent(desk.practice.mastodon)).some(({ path }) => path === `/api/v1/admin/reports/${one.id}/reopen`))
    assert.equal((await newestDecision(desk)).verb, 'reopenReport')
    await go(desk, 'reports')
    await desk.tap('report-state-open')
  })

  scene('pictures of reported posts are not fetched before they are wanted', async (desk) => {
    await tidy(desk)
    await go(desk, 'reports')
    const withFiles = await open(desk, ({ text }) => /\d+ files?/.test(text))
    assert.ok(withFiles)
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
