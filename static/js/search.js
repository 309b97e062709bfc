/* Suggests topics and titles under the search box: a combobox with a list, as the ARIA Authoring Practices Guide
   describes it. Without this file the box is a plain form. */

const WAIT = 150;
const SHORTEST = 2;

const make = (tag, attributes, text = '') => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
};

const inWords = (number) => {
  if (!number) return 'No suggestions.';
  return `${number} suggestion${number === 1 ? '' : 's'}. Use the up and down arrow keys.`;
};

const start = (form) => {
  const input = form.querySelector('input[type=search]');
  const list = make('ul', {
    class: 'suggestions', id: `${input.id}-suggestions`, role: 'listbox', 'aria-label': 'Suggestions', hidden: '',
  });
  const status = make('p', { class: 'vh', role: 'status' });
  form.append(list, status);

  let timer;
  let request;
  let shownFor = '';
  let active = -1;

  const options = () => [...list.children];

  const choose = (number) => {
    active = number;
    options().forEach((option, index) => option.setAttribute('aria-selected', String(index === active)));
    const option = options()[active];
    if (!option) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  };

  const show = (isShown) => {
    list.hidden = !isShown;
    input.setAttribute('aria-expanded', String(isShown));
    if (!isShown) choose(-1);
  };

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    show(false);
  };

  const fill = (suggestions) => {
    list.replaceChildren(...suggestions.map(({ title, kind, url }, index) => {
      const option = make('li', { role: 'option', id: `${list.id}-${index}`, 'aria-selected': 'false' });
      option.dataset.url = url;
      option.append(make('span', { class: 'suggestions__title' }, title), ' ', make('span', {}, kind));
      return option;
    }));
    status.textContent = inWords(suggestions.length);
    show(suggestions.length > 0);
  };

  const ask = async (words) => {
    request?.abort();
    request = new AbortController();
    try {
      const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: words })}`;
      const answer = await fetch(address, { signal: request.signal, credentials: 'omit' });
      if (!answer.ok) return;
      const { suggestions } = await answer.json();
      // Somebody who has left the box meanwhile wants no list over what they read.
      if (document.activeElement !== input) return;
      shownFor = words;
      fill(suggestions);
    } catch {
      // Typed on, or offline: the form works without suggestions.
    }
  };

  const go = (option) => {
    close();
    location.assign(option.dataset.url);
  };

  const move = (step) => {
    if (list.hidden) {
      if (!options().length || shownFor !== input.value.trim()) return;
      show(true);
    }
    // From the last suggestion back to what was typed, and from there to the other end.
    const places = options().length + 1;
    choose(((active + 1 + step + places) % places) - 1);
  };

  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-expanded', 'false');
  input.setAttribute('aria-controls', list.id);

  input.addEventListener('input', () => {
    clearTimeout(timer);
    const words = input.value.trim();
    if (words.length < SHORTEST) {
      close();
      list.replaceChildren();
      status.textContent = '';
    } else {
      timer = setTimeout(ask, WAIT, words);
    }
  });

  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      move(event.key === 'ArrowDown' ? 1 : -1);
      if (!list.hidden) event.preventDefault();
    } else if (event.key === 'Escape' && !list.hidden) {
      // The first press closes the list; the next one, the browser's own, empties the box.
      event.preventDefault();
      close();
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault();
      go(options()[active]);
    }
  });

  // The box keeps the focus, so that it does not take the list away before the press ends.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (option) go(option);
  });

  input.addEventListener('blur', close);
  form.addEventListener('submit', close);
};

for (const form of document.querySelectorAll('form[data-suggestions]')) start(form);
