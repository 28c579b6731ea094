// Package demo is a ready newsroom to try: The Crossroads, an outlet that does not
// exist, with five editions, its people, and stories in all their languages.
//
// Everything it says stands in files that a translator can edit: outlet.toml,
// works.toml, dossiers.toml, the policies of each language, and a folder for each story with
// story.toml and one text a language. It plants them as
// an import would, through the same doors as everyone, and owns no table.
//
// It never touches an outlet that is not its own, and serves nothing.
package demo
