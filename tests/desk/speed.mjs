// What the real window measures of itself, over a cache of many accounts:
//
//   node tests/desk/speed.mjs DATA_FOLDER OUTPUT.json
//
// Each figure stands beside its bound, both from the same windows and in turns.

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Builder, Capabilities } from 'selenium-webdriver'
import { Machine, root } from './machine.mjs'

const [folder, output] = process.argv.slice(2)
const release = join(root, process.env.CARGO_TARGET_DIR ?? 'target', 'release')
const STARTS = 7

const percentile = (times, percent) => [...times].sort((a, b) => a - b)[Math.max(0, Math.ceil((times.length * percent) / 100) - 1)]

function row(name, unit, value, boundName, bound, atMost, limit) {
  const ratio = value / bound
  return { name, value, unit, bound, bound_name: boundName, ratio, goal: `${atMost ? '<=' : '>='} ${limit}`, holds: atMost ? ratio <= limit : ratio >= limit }
}

// One computer for all windows: what its graphics driver compiled for the first one is kept in its cache folder, as on anybody's.
const machine = new Machine({ name: 'bench' })

/** A window; `data` is the desk's folder. */
async function open(binary, data) {
  const address = await machine.driver(data ? { BAILIWICK_DATA: data } : {})
  const wanted = new Capabilities({ browserName: 'wry', 'webkitgtk:browserOptions': { binary, args: [] } })
  const driver = await new Builder().usingServer(address).withCapabilities(wanted).build()
  await driver.manage().setTimeouts({ script: 120_000, pageLoad: 60_000 })
  return {
    driver,
    async close() {
      await driver.quit().catch(() => {}) // it may have closed by itself
      await machine.stop()
    },
  }
}

/** When the process of this program began, in ms since 1970: the kernel counts in hundredths of a second since the boot. */
function begun(binary) {
  const pid = execFileSync('pgrep', ['--newest', '--full', binary], { encoding: 'utf8' }).trim()
  const ticks = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[19])
  const up = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
  return Date.now() - up * 1000 + ticks * 10
}

const painted = `
  const done = arguments[arguments.length - 1]
  const look = () => {
    const mark = performance.getEntriesByName('rows')[0]
    if (mark) done(performance.timeOrigin + mark.startTime)
    else setTimeout(look, 5)
  }
  look()`

async function startTime(binary, data) {
  const window = await open(binary, data)
  try {
    const at = await window.driver.executeAsyncScript(painted)
    return at - begun(binary)
  } finally {
    await window.close()
  }
}

async function starts() {
  const desk = []
  const blank = []
  for (let time = 0; time < STARTS + 1; time++) {
    desk.push(await startTime(join(release, 'bailiwick'), folder))
    blank.push(await startTime(join(release, 'examples/blank'), null))
  }
  // The first of each was not warm.
  desk.shift()
  blank.shift()
  return row('start_warm', 'ms p50', percentile(desk, 50), 'a blank window', percentile(blank, 50), true, 1.3)
}

// Runs in the page. A keystroke counts until the rows that it brought are painted; in turns with it, one trip to Rust and
// back with a hundred fixed rows painted anew.
async function typeAndPaint() {
  const frame = () => new Promise((settle) => requestAnimationFrame(settle))
  const painted = async () => {
    await frame()
    await new Promise((settle) => setTimeout(settle))
  }
  const box = document.querySelector('[data-testid="search"]')
  const put = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
  // The rows alone: their number is counted beside them and comes when it comes.
  const inked = () => [...document.querySelectorAll('[data-testid="row"]')].map((row) => row.dataset.account).join(' ')
  const fixed = document.createElement('div')
  fixed.style.cssText = 'position:fixed;inset:0 auto 0 0;width:30rem;overflow:hidden;z-index:99;background:#fff'
  const lines = (tone) => Array.from({ length: 100 }, (_, at) => `<div style="height:32px;color:${tone}">somebody_${at} <b>limited</b> mail.example ${at} days</div>`).join('')
  const keys = []
  const trips = []
  // At the first word the graphics driver compiles what the list is painted with: warm is what comes after.
  const WARMING = 4
  for (const word of ['otto', 'anna', 'marl', 'casino', 'berg', 'mail', 'lind', 'rosa', 'tonk']) {
    for (let length = 1; length <= word.length; length++) {
      const before = inked()
      let began = performance.now()
      put.call(box, word.slice(0, length))
      box.dispatchEvent(new InputEvent('input', { bubbles: true, data: word[length - 1], inputType: 'insertText' }))
      while (inked() === before && performance.now() - began < 2000) await frame()
      await painted()
      if (inked() !== before) keys.push(performance.now() - began)
      began = performance.now()
      await window.__TAURI_INTERNALS__.invoke('watch', { profile: null })
      fixed.innerHTML = lines(length % 2 ? '#123' : '#321')
      document.body.append(fixed)
      await frame()
      await painted()
      trips.push(performance.now() - began)
      fixed.remove()
      await painted()
    }
  }
  put.call(box, '')
  box.dispatchEvent(new InputEvent('input', { bubbles: true }))
  return { keys: keys.slice(WARMING), trips: trips.slice(WARMING) }
}

// Runs in the page: frames a second while the list of everybody scrolls, in turns with plain rows in the same window.
async function scrollBoth() {
  const grid = document.querySelector('[data-testid="rows"]')
  const plain = document.createElement('div')
  const at = grid.getBoundingClientRect()
  plain.style.cssText = `position:fixed;left:${at.left}px;top:${at.top}px;width:${at.width}px;height:${at.height}px;overflow:auto;z-index:99;background:#fff`
  plain.innerHTML = Array.from({ length: 2000 }, (_, number) => `<div style="height:32px">somebody_${number} limited mail.example</div>`).join('')
  const frames = (element) =>
    new Promise((settle) => {
      let count = 0
      const began = performance.now()
      const step = () => {
        count++
        element.scrollTop += 160
        if (performance.now() - began > 2000) settle((count * 1000) / (performance.now() - began))
        else requestAnimationFrame(step)
      }
      requestAnimationFrame(step)
    })
  const list = []
  const control = []
  for (let time = 0; time < 4; time++) {
    list.push(await frames(grid))
    document.body.append(plain)
    plain.scrollTop = 0
    control.push(await frames(plain))
    plain.remove()
  }
  return { list, control, rows: Number(grid.getAttribute('aria-rowcount')) }
}

const inPage = (work) => `const done = arguments[arguments.length - 1]; (${work})().then(done, (error) => done({ error: String(error) }))`

const rows = [await starts()]
const window = await open(join(release, 'bailiwick'), folder)
try {
  await window.driver.executeAsyncScript(painted)
  await window.driver.executeScript(`document.querySelector('[data-testid="place-accounts"]').click()`)
  await window.driver.sleep(1000) // the list of everybody comes, and its counts behind it
  const typed = await window.driver.executeAsyncScript(inPage(typeAndPaint))
  if (typed.error) throw new Error(typed.error)
  rows.push(row('key_to_rows', 'ms p95', percentile(typed.keys, 95), 'one trip and 100 rows painted', percentile(typed.trips, 95), true, 1.5))
  await window.driver.sleep(1000)
  const scrolled = await window.driver.executeAsyncScript(inPage(scrollBoth))
  if (scrolled.error) throw new Error(scrolled.error)
  const fps = row('scroll', 'frames/s', percentile(scrolled.list, 50), '2,000 plain rows', percentile(scrolled.control, 50), false, 1)
  rows.push({ ...fps, note: `${scrolled.rows} rows` })
} finally {
  await window.close()
}
await machine.close()
writeFileSync(output, JSON.stringify(rows, null, 2))
