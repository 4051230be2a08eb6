'use strict';
const at = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat('es-MX');
const REFRESH_MS = 5000;
let state = null;
let explained = null;  // the explainer's last answer
let english = localStorage.getItem('language') === 'en';

// -- the language: Spanish in the page and from the server; English by the phrases of english.js
const phrases = Object.keys(ENGLISH).sort((a, b) => b.length - a.length).map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const phrase = new RegExp(`(?<![\\p{L}\\p{N}])(?:${phrases.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
const tell = (text) => english ? String(text).replace(phrase, (found) => ENGLISH[found]) : String(text);
const fixed = [];  // what the page itself says: [write, Spanish]

function collectTexts() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.data.trim() && node.parentElement.id !== 'language') fixed.push([(text) => { node.data = text; }, node.data]);
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder]'))
    for (const name of ['aria-label', 'placeholder'])
      if (element.hasAttribute(name)) fixed.push([(text) => element.setAttribute(name, text), element.getAttribute(name)]);
}

function showLanguage() {
  document.documentElement.lang = english ? 'en' : 'es-MX';
  for (const [write, spanish] of fixed) write(tell(spanish));
  at('language').textContent = english ? 'Español' : 'English';
  at('language').lang = english ? 'es-MX' : 'en';
  if (state) showState();
  if (explained) showExplained(explained);
}

async function ask(path, body) {
  const options = body === undefined ? {} : {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)};
  const answer = await fetch(path, options);
  if (answer.status === 401) showLogin();
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.message || 'El gateway no contestó.');
  return content;
}

function showLogin() {
  at('login').hidden = false;
  at('page').hidden = at('leave').hidden = at('cloud').hidden = true;
  at('password').focus();
}

function say(id, text, mood) {
  const element = at(id);
  element.textContent = tell(text);
  element.classList.remove('warn', 'bad');
  if (mood) element.classList.add(mood);
}

function row(cells) {
  const line = document.createElement('tr');
  for (const cell of cells) {
    const td = document.createElement('td');
    td.textContent = tell(cell.text ?? cell);
    if (cell.kind) td.className = cell.kind;
    line.append(td);
  }
  return line;
}

function ago(seconds) {
  if (seconds === null) return 'nunca';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} días`;
}

function showMeters() {
  const shown = state.meters;
  at('meters').tBodies[0].replaceChildren(...shown.map((meter) => row([
    {text: meter.name, kind: 'mono'}, meter.volume ? `${meter.volume} m³` : '—', ago(meter.heard_s), meter.rssi.join(' · ') || '—',
    meter.sealed ? {text: 'sin llave', kind: 'bad'} : meter.alarm ? {text: 'con aviso', kind: 'bad'} : 'normal'])));
  say('meters-note', `${whole.format(shown.length)} de ${whole.format(state.meters_known)}`);
}

function showState() {
  say('gateway', `Gateway ${state.gateway}`);
  say('zone', state.zone ? `Sector ${state.zone}` : '');
  at('cloud').hidden = at('leave').hidden = false;
  say('cloud', (state.connected ? 'Nube conectada' : 'Sin nube') + ` · cola ${whole.format(state.queue)}`, state.connected ? '' : 'bad');
  say('clock', state.clock_known ? 'reloj sincronizado' : 'reloj sin hora');
  say('heard', whole.format(state.heard_24h));
  say('heard-note', state.expected ? `de ${whole.format(state.expected)} esperados` : 'en este gateway');
  say('telegrams', whole.format(state.telegrams_1h));
  say('telegrams-note', `${whole.format(state.readings_1h)} lecturas guardadas`);
  say('sealed', whole.format(state.sealed_meters), state.sealed_meters ? 'warn' : '');
  say('sealed-note', state.sealed_meters ? 'se guardan y esperan' : 'todas se leen');
  say('silent', whole.format(state.silent), state.silent ? 'bad' : '');
  say('space', `${state.space_percent} %`, state.space_percent > 90 ? 'bad' : state.space_percent > 70 ? 'warn' : '');
  say('space-note', `alcanza para ${whole.format(state.space_days)} días`);
  at('receivers').tBodies[0].replaceChildren(...state.receivers.map((receiver) => row([
    receiver.name, receiver.open ? 'abierto' : {text: 'cerrado', kind: 'bad'}, whole.format(receiver.telegrams),
    whole.format(receiver.rejected), ago(receiver.heard_s)])));
  say('uplink', `Lotes: ${whole.format(state.batches_acknowledged)} confirmados, ${whole.format(state.in_flight)} en camino, ` +
      `${whole.format(state.batches_resent)} repetidos. Lecturas desechadas por espacio: ${whole.format(state.evicted)}.`);
  say('fault', state.fault);
  showMeters();
}

async function refresh() {
  try {
    state = await ask(`/api/state?find=${encodeURIComponent(at('find').value.trim())}`);
    at('login').hidden = true;
    at('page').hidden = false;
    showState();
  } catch (fault) {
    if (!at('page').hidden) say('cloud', 'El gateway no contesta', 'bad');
  }
}

// The bytes and their row light up together, under the pointer or the focus.
function tie(...elements) {
  const light = (on) => elements.forEach((element) => element.classList.toggle('lit', on));
  for (const element of elements) {
    element.tabIndex = 0;
    for (const name of ['mouseenter', 'focus']) element.addEventListener(name, () => light(true));
    for (const name of ['mouseleave', 'blur']) element.addEventListener(name, () => light(false));
  }
}

function showExplained(answer) {
  explained = answer;
  at('explain-fault').hidden = !answer.fault;
  say('explain-fault', answer.fault ?? '');
  at('hex').setAttribute('aria-invalid', String(Boolean(answer.fault)));
  at('chips').replaceChildren(...answer.chips.map((chip) => {
    const span = document.createElement('span');
    span.className = `chip ${chip.mood}`;
    span.textContent = tell(chip.text);
    return span;
  }));
  at('bytes').hidden = at('parts').hidden = answer.parts.length === 0;
  const spaced = (hex) => hex.replace(/(..)(?=.)/g, '$1 ').toUpperCase();
  const told = answer.parts.some((part) => part.hex) ? answer.parts : [{kind: 'link', hex: answer.hex ?? ''}];
  const groups = told.map((part) => {
    const span = document.createElement('span');
    span.className = `kind-${part.kind}`;
    span.textContent = spaced(part.hex);
    if (part.field) span.title = tell(`${part.field}: ${part.value} — ${part.meaning}`);
    return span;
  });
  at('bytes').replaceChildren(...groups.flatMap((span) => [span, ' ']));
  at('parts').tBodies[0].replaceChildren(...answer.parts.filter((part) => part.kind !== 'filler').map((part) => {
    const line = row([{text: '', kind: 'mono'}, part.field,
      {text: part.value, kind: part.kind === 'status' || part.kind === 'error' ? 'bad' : part.field === 'Volumen total' ? 'strong' : ''}, part.meaning]);
    const mark = document.createElement('i');
    mark.className = `kind-${part.kind}`;
    line.cells[0].append(mark, spaced(part.hex));
    const group = groups[answer.parts.indexOf(part)];
    if (group) tie(group, line);
    return line;
  }));
}

at('login-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    await ask('/api/login', {password: at('password').value});
    at('password').value = '';
    say('login-fault', '');
    await refresh();
  } catch (fault) {
    say('login-fault', fault.message);
  }
});
at('explain-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    showExplained(await ask('/api/explain', {hex: at('hex').value, key: at('key').value}));
  } catch (fault) {
    showExplained({parts: [], chips: [], fault: fault.message});
  }
});
at('language').addEventListener('click', () => {
  english = !english;
  localStorage.setItem('language', english ? 'en' : 'es');
  showLanguage();
});
at('find').addEventListener('input', refresh);
at('leave').addEventListener('click', async () => {
  await ask('/api/logout', {});
  showLogin();
});
collectTexts();
showLanguage();
refresh();
setInterval(() => { if (at('login').hidden) refresh(); }, REFRESH_MS);
