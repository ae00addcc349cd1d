'use strict';
// All that comes from Serai goes into the page as text (textContent), never as HTML.
(() => {
  const MOST_POD_ROWS = 100;
  const byId = id => document.getElementById(id);

  function setText(node, text) {
    if (node.textContent !== text) {
      node.textContent = text;
    }
  }

  function labels(section) {
    return [...section.querySelectorAll('th')].map(head => head.textContent);
  }

  function cell(row, at, label, value) {
    let td = row.cells[at];
    if (!td) {
      td = row.insertCell();
      td.dataset.label = label;
    }
    if (value instanceof Object) {
      if (value.button) {
        if (!td.firstChild) {
          td.append(value.button());
        }
        return;
      }
      setText(td, value.text);
      td.className = value.kind;
      return;
    }
    setText(td, String(value));
  }

  // Keeps the rows that stay, so that focus and selection survive.
  function fill(section, items, key, cells) {
    const body = section.querySelector('tbody');
    const heads = labels(section);
    const rows = new Map([...body.rows].map(row => [row.dataset.key, row]));
    let before = null;
    for (const item of items) {
      const name = key(item);
      let row = rows.get(name);
      rows.delete(name);
      if (!row) {
        row = document.createElement('tr');
        row.dataset.key = name;
      }
      const place = before ? before.nextSibling : body.firstChild;
      if (row !== place) {
        body.insertBefore(row, place);
      }
      cells(item).forEach((value, at) => cell(row, at, heads[at], value));
      before = row;
    }
    rows.forEach(row => row.remove());
    const none = section.querySelector('.none');
    if (none) {
      none.hidden = items.length > 0;
    }
  }

  function more(section, text) {
    const line = section.querySelector('.more');
    line.hidden = !text;
    setText(line, text);
  }

  const good = (ok, text) => ({ text, kind: ok ? 'good' : 'bad' });
  const count = number => number.toLocaleString('en');
  const seconds = number => `${count(Math.round(number * 10) / 10)} s`;
  const clock = time => new Date(time).toLocaleTimeString();

  function show(status) {
    const problems = byId('problems');
    problems.hidden = status.problems.length === 0;
    fill(problems, status.problems, p => p.check, p => [p.check, p.message]);
    fill(byId('resources'), status.resources, r => r.resource, r => [
      r.resource, count(r.objects), r.version, `${seconds(r.heardSeconds)} ago`, good(r.ready && r.connected, r.state)]);
    setText(byId('watchers'), `${count(status.watchers.open)} of ${count(status.watchers.most)}`);
    const writes = status.writes;
    setText(byId('writes-in-flight'), `${count(writes.inFlight)} of ${count(writes.mostInFlight)}`);
    setText(byId('writes-limit'), `${count(writes.perSecond)}, of one caller ${count(writes.perCallerPerSecond)}`);
    setText(byId('writes-answered'), count(writes.answered));
    setText(byId('writes-throttled'), count(writes.throttled));
    setText(byId('writes-breaker'), writes.breaker);
    fill(byId('subscriptions'), status.subscriptions.items, s => s.name, s => [
      s.name, good(s.up, s.up ? 'up' : 'down'), seconds(s.lagSeconds), count(s.waiting), count(s.delivered),
      count(s.refused), s.problem]);
    more(byId('subscriptions'), status.subscriptions.more ? `and ${count(status.subscriptions.more)} more` : '');
    const letters = status.deadLetters;
    fill(byId('dead-letters'), letters.items, l => l.id, l => [
      l.id, l.sink, l.route, l.reason, count(l.attempts), clock(l.last), { button: () => replayButton(l.id) }]);
    more(byId('dead-letters'), letters.problem || (letters.isMore ? 'and more' : ''));
    byId('replay-all').disabled = letters.items.length === 0 || replaying;
    fill(byId('routes'), status.routes.items, r => r.id, r => [
      r.id, good(r.state === 'started', r.state), count(r.exchanges), count(r.failed)]);
    more(byId('routes'), status.routes.more ? `and ${count(status.routes.more)} more` : '');
  }

  function showPod(change) {
    const section = byId('pods');
    const body = section.querySelector('tbody');
    const key = `${change.version} ${change.namespace}/${change.name}`;
    if ([...body.rows].some(row => row.dataset.key === key)) {
      return;
    }
    const heads = labels(section);
    const row = document.createElement('tr');
    row.dataset.key = key;
    [new Date().toLocaleTimeString(), `${change.namespace}/${change.name}`, change.type, change.changes.join(', '),
      change.phase, change.node, change.reason].forEach((value, at) => cell(row, at, heads[at], value));
    body.prepend(row);
    while (body.rows.length > MOST_POD_ROWS) {
      body.lastElementChild.remove();
    }
    section.querySelector('.none').hidden = true;
  }

  let replaying = false;

  function replayButton(id) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Replay';
    button.setAttribute('aria-label', `Replay ${id}`);
    button.addEventListener('click', () => replay(button, `dead-letters/${encodeURIComponent(id)}/replay`));
    return button;
  }

  async function replay(button, path) {
    replaying = true;
    button.disabled = true;
    setText(byId('replayed'), 'sending …');
    try {
      const answer = await fetch(path, { method: 'POST', cache: 'no-store' });
      const result = answer.headers.get('Content-Type')?.startsWith('application/json') ? await answer.json() : {};
      setText(byId('replayed'), answer.ok ? told(result) : `refused: ${result.message || answer.status}`);
    } catch (failure) {
      setText(byId('replayed'), 'Serai did not answer; nothing is known of the outcome');
    } finally {
      replaying = false;
      button.disabled = false;
    }
  }

  function told(result) {
    const failed = Object.entries(result.failed);
    const reasons = failed.slice(0, 5).map(([id, reason]) => `${id}: ${reason}`).join('; ');
    return `delivered again: ${result.replayed.length}` + (failed.length ? `; not taken: ${failed.length} (${reasons})` : '');
  }

  byId('replay-all').addEventListener('click', event => replay(event.currentTarget, 'dead-letters/replay'));

  const connection = byId('connection');
  function connected(ok, text) {
    connection.classList.toggle('lost', !ok);
    setText(connection, text);
  }

  function listen() {
    const events = new EventSource('events');
    events.addEventListener('status', event => {
      const status = JSON.parse(event.data);
      show(status);
      connected(true, 'live');
    });
    events.addEventListener('pod', event => showPod(JSON.parse(event.data)));
    events.addEventListener('skipped', event => {
      const line = byId('pods-skipped');
      line.hidden = false;
      setText(line, `${count(JSON.parse(event.data).changes)} changes came too fast and are not shown`);
    });
    events.addEventListener('error', () => {
      connected(false, 'not connected, trying again …');
      // A browser gives up by itself on an answer that is no stream, such as 429.
      if (events.readyState === EventSource.CLOSED) {
        setTimeout(listen, 5000);
      }
    });
  }
  listen();
})();
