"use strict";
// Tables sort by their headings, filter by a text, and show the rows that the page carries, a hundred at a time.
const STEP = 100;
for (const table of document.querySelectorAll("article table")) {
  const body = table.tBodies[0];
  const carried = document.getElementById(table.id.replace("table-", "data-"));
  const cells = (row) => Array.from(row.cells, (cell) => cell.textContent);
  const rows = carried ? JSON.parse(carried.textContent) : Array.from(body.rows, cells);
  if (rows.length < 2) continue;
  const article = table.closest("article");
  const old = article.querySelector(".more");
  const beyond = old ? Number.parseInt(old.textContent, 10) + body.rows.length - rows.length : 0;
  const more = old || document.createElement("p");
  more.className = "more";
  more.setAttribute("role", "status");
  table.parentElement.after(more);
  let shown = Math.min(STEP, rows.length);
  let wanted = "";
  let order = null;
  const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

  const tools = document.createElement("div");
  tools.className = "tools";
  const label = document.createElement("label");
  label.textContent = "Filter ";
  const input = document.createElement("input");
  input.type = "search";
  label.append(input);
  tools.append(label);
  table.parentElement.before(tools);

  const draw = () => {
    let found = wanted ? rows.filter((row) => row.some((cell) => cell.toLowerCase().includes(wanted))) : rows;
    if (order) {
      const sign = order.up ? 1 : -1;
      found = found.slice().sort((a, b) => sign * compare(a[order.column], b[order.column]));
    }
    body.replaceChildren(...found.slice(0, shown).map((row) => {
      const line = document.createElement("tr");
      for (const text of row) line.insertCell().textContent = text;
      return line;
    }));
    more.replaceChildren();
    const left = found.length - Math.min(shown, found.length);
    if (wanted) more.append(`${found.length} of ${rows.length} rows. `);
    if (left > 0) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `Show ${Math.min(STEP, left)} of ${left} more`;
      button.addEventListener("click", () => { shown += STEP; draw(); });
      more.append(button);
    }
    if (beyond > 0) more.append(` ${beyond} further rows are not in this page.`);
  };

  input.addEventListener("input", () => { wanted = input.value.trim().toLowerCase(); shown = STEP; draw(); });
  table.tHead.querySelectorAll("th").forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = !(order && order.column === column && order.up);
      order = { column, up };
      for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", up ? "ascending" : "descending");
      draw();
    });
  });
  draw();
}
