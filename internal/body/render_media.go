package body

func (r *renderer) figure(p *Picture, b *Block) {
	r.raw("<figure")
	if b != nil && !r.feed {
		r.attr("id", "b-"+b.ID)
	}
	r.raw(">")
	r.picture(p)
	if len(p.Caption) > 0 || p.Credit != "" {
		r.raw("<figcaption")
		r.direction(p.Caption)
		r.raw(">")
		r.spans(p.Caption)
		if p.Credit != "" {
			if len(p.Caption) > 0 {
				r.raw(" ")
			}
			r.raw("<b>")
			r.esc(p.Credit)
			r.raw("</b>")
		}
		r.raw("</figcaption>")
	}
	r.raw("</figure>\n")
}

// picture shows a file of the media library. One that is still elsewhere becomes
// a link: showing it would tell its host who reads here.
func (r *renderer) picture(p *Picture) {
	info, ok := PictureInfo{}, false
	if p.Media != "" && r.o.Media != nil {
		info, ok = r.o.Media(p.Media)
	}
	if !ok {
		r.pictureLink(p)
		return
	}
	if href := r.address(p.Link); href != "" {
		r.raw("<a")
		r.attr("href", href)
		r.raw(">")
		r.pictureElement(p, info)
		r.raw("</a>")
		return
	}
	r.pictureElement(p, info)
}

func (r *renderer) pictureLink(p *Picture) {
	href := r.address(p.Source)
	words := p.Alt
	if words == "" {
		words = r.o.Words.OpenPicture
	}
	r.raw("<p>")
	if href != "" {
		r.raw("<a")
		r.attr("href", href)
		r.raw(">")
	}
	r.esc(words)
	if href != "" {
		r.raw("</a>")
	}
	r.raw("</p>")
}

func (r *renderer) pictureElement(p *Picture, info PictureInfo) {
	if len(info.Sources) > 0 && !r.feed {
		r.raw("<picture>")
		for _, s := range info.Sources {
			r.raw("<source")
			r.attr("type", s.Type)
			r.attr("srcset", s.Srcset)
			if r.o.Sizes != "" {
				r.attr("sizes", r.o.Sizes)
			}
			r.raw(">")
		}
		defer r.raw("</picture>")
	}
	r.raw("<img")
	r.attr("src", r.address(info.Src))
	if info.Srcset != "" && !r.feed {
		r.attr("srcset", info.Srcset)
		if r.o.Sizes != "" {
			r.attr("sizes", r.o.Sizes)
		}
	}
	r.number("width", info.Width)
	r.number("height", info.Height)
	alt := p.Alt
	if alt == "" {
		alt = info.Alt
	}
	r.attr("alt", alt)
	if !r.feed {
		r.raw(` loading="lazy" decoding="async"`)
	}
	r.raw(">")
}

func (r *renderer) gallery(b *Block) {
	r.tag("figure", "gallery", b)
	for i := range b.Pictures {
		r.figure(&b.Pictures[i], nil)
	}
	if len(b.Text) > 0 {
		r.raw("<figcaption>")
		r.spans(b.Text)
		r.raw("</figcaption>")
	}
	r.raw("</figure>\n")
}

// embed shows a link, and for a script the address to load once the reader asks.
func (r *renderer) embed(b *Block) {
	if b.Embed == nil {
		return
	}
	p, _ := ProviderOf(b.Embed.Provider)
	words := r.o.Words.Embeds[p.Kind]
	what := b.Embed.Title
	if what == "" {
		what = fill(words.What, "provider", p.Name)
	}
	if what == "" {
		what = p.Name
	}
	href := r.address(b.Embed.URL)
	if r.feed {
		r.raw("<p><a")
		r.attr("href", href)
		r.raw(">")
		r.esc(what)
		r.raw("</a></p>\n")
		r.embedCaption(b)
		return
	}
	r.raw("<div")
	r.attr("class", "embed")
	r.attr("id", "b-"+b.ID)
	r.raw("><p><b>")
	r.esc(what)
	r.raw("</b> ")
	r.esc(fill(r.o.Words.NothingLoaded, "provider", p.Name))
	r.raw("</p>")
	r.embedCaption(b)
	r.raw("<a")
	r.attr("class", "btn btn--line")
	r.attr("href", href)
	if frame := EmbedFrame(b.Embed.Provider, b.Embed.URL); frame != "" {
		r.attr("data-frame", frame)
	}
	r.raw(">")
	show := words.Show
	if show == "" {
		show = p.Name
	}
	r.esc(show)
	r.raw("</a></div>\n")
}

func (r *renderer) embedCaption(b *Block) {
	if len(b.Text) == 0 {
		return
	}
	r.raw("<p")
	r.direction(b.Text)
	r.raw(">")
	r.spans(b.Text)
	r.raw("</p>")
}
