// Package outlet is the news organisation that runs this installation: its name
// and address, its editions, places, bureaus, sections, partners and settings.
//
// Tables: outlet, outlet_edition, outlet_place, outlet_bureau, outlet_section,
// outlet_section_name, outlet_partner.
//
// All of it is small and read on every page, so it is read whole, as a Profile
// that nobody changes, and read again when it was changed. It knows no story.
package outlet
