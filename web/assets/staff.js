// The staff area: naming its controls.
(() => {
  "use strict";
  const { name, words, onChange } = window.frontdesk;

  onChange(() => name("#drop button, #drop input[type=file]", words()?.upload));
})();
