// The status page of the management port. Whatever comes from outside is shown by textContent alone, so that it stays text.
'use strict';

const PERIOD = 5000;
const MOST_SESSIONS = 200;
const SVG = 'http://www.w3.org/2000/svg';
const KEY = 'pop3bridge-token';
const MODES = {
  'full': 'locks by conditional create, overwrite and delete',
  'free-overwrite': 'locks by conditional create and overwrite',
  'single-instance': 'locks in this process only',
  'unknown': 'the store is being tested',
};

const byId = id => document.getElementById(id);
let timer;

function element(tag, text, name) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) {
    made.className = name;
  }
  return made;
}

function time(millis) {
  const seconds = Math.floor(millis / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (seconds < 1) {
    return millis + ' ms';
  }
  if (seconds < 60) {
    return seconds + ' s';
  }
  if (seconds < 3600) {
    return minutes + ' min ' + seconds % 60 + ' s';
  }
  return days ? days + ' d ' + hours + ' h' : hours + ' h ' + minutes + ' min';
}

async function ask(path, method = 'GET') {
  const token = sessionStorage.getItem(KEY);
  const headers = token ? {Authorization: 'Bearer ' + token} : {};
  return fetch(path, {method, headers, cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(15000)});
}

function banner(text) {
  byId('banner').textContent = text;
  byId('banner').hidden = !text;
  byId('main').classList.toggle('stale', Boolean(text));
}

function askForToken(wrong) {
  sessionStorage.removeItem(KEY);
  byId('main').hidden = true;
  byId('token').hidden = false;
  state('token needed', 'warn');
  banner(wrong ? 'The server does not accept this token.' : '');
  byId('secret').focus();
}

function state(text, name) {
  byId('state').textContent = text;
  byId('state').className = 'pill ' + name;
}

function tile(name, value, detail, kind) {
  const box = document.createElement('div');
  box.append(element('dt', name), element('dd', value, kind), element('dd', detail));
  return box;
}

function tiles(status) {
  const minute = status.lastMinute;
  const store = status.store;
  const mode = status.probe.mode;
  const boxes = [
    tile('Sessions', status.sessions.loggedIn, status.sessions.open + ' connections'),
    tile('Logins', minute.logins, 'in the last minute'),
    tile('Refused logins', minute.loginsRefused, 'in the last minute', minute.loginsRefused ? 'warn' : ''),
    tile('Errors', minute.errors, 'of ' + minute.commands + ' commands in the last minute', minute.errors ? 'bad' : ''),
    tile('Store', store.up ? 'up' : 'down', store.up ? '' : store.why || '', store.up ? 'good' : 'bad'),
    tile('Store latency', 'storeMillis' in minute ? minute.storeMillis + ' ms' : '–',
      'mean of ' + minute.storeRequests + ' requests in the last minute'),
    tile('Lock mode', mode, MODES[mode] || '', mode === 'single-instance' ? 'warn' : ''),
  ];
  for (const [name, source] of Object.entries(status.accounts)) {
    boxes.push(tile('Accounts: ' + name, source.up ? 'up' : 'failing', source.why || '', source.up ? 'good' : 'bad'));
  }
  byId('tiles').replaceChildren(...boxes);
}

function bar(minute, name, x, height, from) {
  const made = document.createElementNS(SVG, 'rect');
  made.setAttribute('class', name);
  made.setAttribute('x', x);
  made.setAttribute('width', 8);
  made.setAttribute('y', 80 - from - height);
  made.setAttribute('height', height);
  return made;
}

function chart(minutes) {
  const total = minute => minute.logins + minute.loginsRefused + minute.errors;
  const most = Math.max(1, ...minutes.map(total));
  const bars = [];
  minutes.forEach((minute, i) => {
    let from = 0;
    for (const [name, value] of [['logins', minute.logins], ['refused', minute.loginsRefused], ['errors', minute.errors]]) {
      const height = 76 * value / most;
      bars.push(bar(minute, name, 600 - 10 * (minutes.length - i), height, from));
      from += height;
    }
  });
  byId('chart').replaceChildren(byId('chart-title'), ...bars);
  byId('scale').textContent = minutes.length ? 'highest: ' + Math.max(...minutes.map(total)) + ' a minute' : 'no whole minute yet';
}

function problems(all) {
  byId('problems').replaceChildren(...all.map(problem => {
    const item = document.createElement('li');
    const head = element('strong', problem.text, problem.level === 'ERROR' ? 'bad' : 'warn');
    const when = new Date(problem.time).toLocaleString();
    const values = Object.entries(problem.values).map(([name, value]) => name + '=' + value).join('  ');
    item.append(head, element('p', when + (problem.times > 1 ? ', ' + problem.times + ' times since the start' : ''), 'faint'));
    if (values) {
      const line = document.createElement('p');
      line.append(element('code', values));
      item.append(line);
    }
    if (problem.advice) {
      item.append(element('p', problem.advice));
    }
    return item;
  }));
  if (!all.length) {
    byId('problems').append(element('li', 'The log has no warnings or errors.', 'good'));
  }
}

// Each cell is a label, its content, and, if the content is short for something, all of it.
function row(cells) {
  const made = document.createElement('tr');
  for (const [label, content, all] of cells) {
    const cell = document.createElement('td');
    cell.dataset.label = label;
    cell.append(content);
    cell.classList.toggle('fixed', label !== 'User' && label !== 'Client');
    if (all) {
      cell.title = all;
    }
    made.append(cell);
  }
  return made;
}

function fill(table, rows, otherwise) {
  const body = byId(table).tBodies[0];
  body.replaceChildren(...rows);
  if (!rows.length) {
    const line = row([['', otherwise]]);
    line.cells[0].colSpan = 9;
    line.cells[0].className = 'none';
    body.append(line);
  }
}

function longest(sessions) {
  fill('longest', sessions.map(session => row([
    ['User', session.user ?? '(not logged in)'], ['Client', session.remote], ['Command', session.command],
    ['For', time(session.sinceMillis)], ['Session', element('code', session.id)],
  ])), 'No command is running.');
}

function endButton(session) {
  const button = element('button', 'End', 'danger');
  button.type = 'button';
  button.onclick = () => confirmEnd(session);
  return button;
}

function sessions(list) {
  byId('shown').textContent = list.total > list.sessions.length
    ? 'The ' + list.sessions.length + ' oldest of ' + list.total + '. For all, use pop3bridge sessions.' : '';
  fill('sessions', list.sessions.map(session => row([
    ['User', session.user ?? '(not logged in)'], ['Client', session.remote], ['Login', session.method ?? '–'],
    ['TLS', (session.tls ?? 'off').split(' ')[0], session.tls], ['Messages', String(session.messages)], ['Age', time(session.ageMillis)],
    ['Now', (session.command ?? 'waiting') + ', ' + time(session.sinceMillis)], ['Session', element('code', session.id)],
    ['', endButton(session)],
  ])), 'There are no sessions.');
}

function confirmEnd(session) {
  byId('question').textContent = 'End the session ' + session.id + (session.user === null ? '' : ' of ' + session.user) + '?';
  byId('no').onclick = () => byId('confirm').close();
  byId('yes').onclick = async () => {
    byId('confirm').close();
    try {
      const answer = await ask('sessions/' + encodeURIComponent(session.id), 'DELETE');
      if (answer.status === 401) {
        askForToken(true);
        return;
      }
      if (!answer.ok && answer.status !== 404) {
        banner('The session was not ended: ' + await answer.text());
        return;
      }
      await refresh();
    } catch (error) {
      banner('The session was not ended: ' + error.message);
    }
  };
  byId('confirm').showModal();
}

function show(status, list) {
  state(status.ready ? 'ready' : 'not ready: ' + status.why, status.ready ? 'good' : 'bad');
  byId('about').textContent = status.version + ', running for ' + time(status.uptimeMillis);
  tiles(status);
  chart(status.minutes);
  problems(status.problems);
  longest(status.longest);
  sessions(list);
  byId('token').hidden = true;
  byId('main').hidden = false;
  banner('');
}

async function refresh() {
  clearTimeout(timer);
  try {
    const had = sessionStorage.getItem(KEY) !== null;
    const answers = await Promise.all([ask('status'), ask('sessions?limit=' + MOST_SESSIONS)]);
    const refused = answers.find(answer => !answer.ok);
    if (refused && refused.status === 401) {
      askForToken(had);
      return;
    }
    if (refused) {
      state('unknown', 'bad');
      banner('The server refuses: ' + await refused.text());
    } else {
      show(await answers[0].json(), await answers[1].json());
    }
  } catch (error) {
    state('no response', 'bad');
    banner('The server does not respond: ' + error.message);
  }
  timer = setTimeout(refresh, PERIOD);
}

byId('token').addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem(KEY, byId('secret').value.trim());
  byId('secret').value = '';
  refresh();
});

// A page that nobody sees asks nothing.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    clearTimeout(timer);
  } else if (byId('token').hidden) {
    refresh();
  }
});

refresh();
