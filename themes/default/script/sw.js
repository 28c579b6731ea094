// Keeps the pages that were opened, to be read without a connection. A page is asked of
// the network first and taken from here only where that fails or is slow; files whose
// addresses hold their hash are taken from here first. What was taken back is let go.
var V = "masthead-1", PAGES = V + "-pages", FILES = V + "-files", MAX_PAGES = 40, MAX_FILES = 300, WAIT = 5000, fresh = {}

addEventListener("install", function () { skipWaiting() })

addEventListener("activate", function (e) {
  e.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.map(function (n) {
      if (n.indexOf("masthead-") == 0 && n != PAGES && n != FILES) return caches.delete(n)
    }))
  }).then(function () { return clients.claim() }))
})

addEventListener("fetch", function (e) {
  var r = e.request, u = new URL(r.url)
  if (r.method != "GET" || u.origin != location.origin) return
  if (/^\/(assets|media)\//.test(u.pathname)) e.respondWith(file(r))
  else if (r.mode == "navigate") e.respondWith(page(r, u, e))
})

// The first page was there before this script: it tells what it was made of.
addEventListener("message", function (e) {
  var u = e.source && new URL(e.source.url)
  if (u) e.waitUntil(ask(u.href, u, e).then(function () {
    return Promise.all(e.data.filter(function (a) {
      return a.indexOf(location.origin + "/assets/") == 0 || a.indexOf(location.origin + "/media/") == 0
    }).slice(0, 60).map(function (a) { return file(new Request(a)) }))
  }).catch(function () {}))
})

function keep(name, max, key, response) {
  return caches.open(name).then(function (c) {
    return c.delete(key).then(function () { return c.put(key, response) }).then(function () { return c.keys() }).then(function (keys) {
      return Promise.all(keys.filter(function (k) { return !/offline\.html$/.test(k.url) }).slice(0, -max).map(function (k) { return c.delete(k) }))
    })
  }).catch(function () {}) // there may be no room
}

function file(r) {
  return caches.match(r.url).then(function (kept) {
    return kept || fetch(r).then(function (a) {
      if (a.status == 200 && !a.redirected) keep(FILES, MAX_FILES, r.url, a.clone())
      return a
    })
  })
}

function offlineOf(u) { return "/" + u.pathname.split("/")[1] + "/offline.html" }

// ask fetches a page and keeps it, with its edition's page for times without a connection.
function ask(r, u, e) {
  var key = u.origin + u.pathname + u.search, off = offlineOf(u)
  return fetch(r).then(function (a) {
    var kept
    if (a.status == 200 && /html/.test(a.headers.get("Content-Type"))) {
      kept = keep(PAGES, MAX_PAGES, key, a.clone())
      if (!fresh[off]) {
        fresh[off] = 1
        e.waitUntil(fetch(off).then(function (o) { if (o.status == 200) return keep(PAGES, MAX_PAGES, u.origin + off, o) }).catch(function () { fresh[off] = 0 }))
      }
    } else if (a.status == 404 || a.status == 410 || a.type == "opaqueredirect") {
      kept = caches.open(PAGES).then(function (c) { return c.delete(key) })
    }
    e.waitUntil(kept)
    return a
  })
}

function page(r, u, e) {
  if (/^\/[^/]+\/offline\.html$/.test(u.pathname)) return offline(u, e)
  var key = u.origin + u.pathname + u.search, asked = ask(r, u, e)
  return new Promise(function (answer) {
    var kept = function () { return caches.open(PAGES).then(function (c) { return c.match(key) }) }
    var timer = setTimeout(function () { kept().then(function (k) { if (k) answer(k) }) }, WAIT)
    asked.then(function (a) { clearTimeout(timer); answer(a) }, function () {
      clearTimeout(timer)
      kept().then(function (k) { answer(k || offline(u, e)) })
    })
  })
}

// offline is the edition's page without a connection, with a list of what is kept.
function offline(u, e) {
  return caches.open(PAGES).then(function (c) {
    return c.keys().then(function (keys) {
      return u.search != "?forget" ? keys : Promise.all(keys.map(function (k) { return !/offline\.html$/.test(k.url) && c.delete(k) }).concat(caches.delete(FILES))).then(function () { return [] })
    }).then(function (keys) {
      return Promise.all(keys.reverse().map(function (k) {
        return c.match(k).then(function (a) { return a.text() }).then(function (t) {
          var title = /<meta property="og:title" content="([^"]*)"/.exec(t), html = /<html lang="([\w-]+)" dir="(\w+)"/.exec(t)
          return title && html && /property="og:type" content="article"/.test(t) ? '<li><a href="' + new URL(k.url).pathname + '" lang="' + html[1] + '" dir="' + html[2] + '">' + title[1] + "</a></li>" : ""
        })
      }))
    }).then(function (items) {
      var list = items.join("")
      return fetch(offlineOf(u)).then(function (a) { return a.status == 200 ? a : Promise.reject() }).catch(function () {
        return c.match(u.origin + offlineOf(u)).then(function (k) {
          return k || c.keys().then(function (keys) {
            var any = keys.filter(function (k) { return /offline\.html$/.test(k.url) })[0]
            return any ? c.match(any) : Response.error()
          })
        })
      }).then(function (a) {
        return a.type == "error" || !list ? a : a.text().then(function (t) {
          t = t.replace(/<div id="kept" data-forget="([^"]*)">[^]*?<\/div>/, function (_, forget) {
            return '<div id="kept"><ul class="index index--one">' + list + '</ul><p><a href="?forget">' + forget + "</a></p></div>"
          })
          return new Response(t, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": a.headers.get("Content-Security-Policy") } })
        })
      })
    })
  })
}
