// Starts what Wagtail would start by scripts inside its forms (config/office_scripts.py):
// <span hidden data-start="initDateChooser" data-for="id_day" data-options="{…}"></span>
"use strict";
{
  // Nothing else may be started by a mark that somebody smuggled into a form.
  const CALLED = new Set([
    "initDateChooser", "initTimeChooser", "initDateTimeChooser", "createTaskChooser",
  ]);
  const MADE = new Set([
    "InlinePanel", "MultipleChooserPanel",
    "Chooser", "PageChooser", "ImageChooser", "DocumentChooser", "SnippetChooser",
  ]);

  const start = (mark) => {
    const name = mark.dataset.start;
    const given = [JSON.parse(mark.dataset.options)];
    if (mark.dataset.for) given.unshift(mark.dataset.for);
    mark.remove();
    if (CALLED.has(name)) window[name](...given);
    else if (MADE.has(name)) new window[name](...given);
    else throw new Error(`office.js does not know ${name}`);
  };

  const look = (part) => {
    if (part.matches("[data-start]")) start(part);
    else for (const mark of part.querySelectorAll("[data-start]")) start(mark);
  };

  // As the page is read, as Wagtail's own scripts would run; and later, as forms are added to it.
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE && node.isConnected) look(node);
    }
  }).observe(document, { childList: true, subtree: true });
}
