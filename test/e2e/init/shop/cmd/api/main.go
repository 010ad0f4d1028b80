package main

import (
	"fmt"
	"html/template"
	"log"
	"net/http"
	"os"

	"example.com/shop/internal/db"
)

var version = "dev"

func main() {
	page := template.Must(template.ParseGlob("templates/*.html"))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		n, err := db.Answer(r.Context())
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		page.Execute(w, fmt.Sprintf("%d %s %s", n, version, os.Getenv("API_KEY")))
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
