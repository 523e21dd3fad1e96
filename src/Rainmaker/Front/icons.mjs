/* The icons of the house, by what they mean here, from lucide (ISC). */
export const icons = {
  home: "house", board: "square-kanban", list: "list", inbox: "inbox", people: "users", person: "user", company: "building-2",
  document: "file-text", insights: "sparkles", rules: "workflow", chart: "chart-column", forecast: "trending-up", down: "trending-down",
  phone: "phone", mail: "mail", chat: "message-circle", calendar: "calendar", task: "square-check", note: "sticky-note", clock: "clock",
  trophy: "trophy", move: "arrow-right", add: "plus", search: "search", menu: "menu", close: "x", more: "ellipsis", check: "check",
  warning: "triangle-alert", critical: "circle-alert", info: "info", question: "circle-help", success: "circle-check",
  up: "chevron-up", open: "chevron-down", left: "chevron-left", right: "chevron-right", sort: "chevrons-up-down",
  sun: "sun", moon: "moon", system: "monitor", bell: "bell", settings: "settings", "sign-out": "log-out", lock: "lock", key: "key-round",
  edit: "pencil", delete: "trash-2", undo: "undo-2", download: "download", upload: "upload", filter: "list-filter", link: "external-link",
  tag: "tag", target: "target", money: "banknote", team: "users-round", shield: "shield-check", refresh: "refresh-cw", history: "history", keyboard: "keyboard", copy: "copy", merge: "merge", plug: "plug", snooze: "alarm-clock",
};
