// Package config reads the program's settings from the environment.
package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
)

// The values of LOG_FORMAT.
const (
	LogJSON = "json"
	LogText = "text"
)

// Config is everything that the environment decides.
type Config struct {
	Addr        string
	DatabaseURL string
	LogFormat   string
	LogLevel    slog.Level
}

// FromEnv reads the settings through getenv, which is os.Getenv outside tests.
func FromEnv(getenv func(string) string) (Config, error) {
	or := func(name, fallback string) string {
		if value := getenv(name); value != "" {
			return value
		}
		return fallback
	}

	port := or("PORT", "8080")
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return Config{}, fmt.Errorf("PORT=%q is not a port number", port)
	}

	cfg := Config{
		Addr:        ":" + port,
		DatabaseURL: getenv("DATABASE_URL"),
		LogFormat:   or("LOG_FORMAT", LogJSON),
	}
	if cfg.LogFormat != LogJSON && cfg.LogFormat != LogText {
		return Config{}, fmt.Errorf("LOG_FORMAT=%q is neither %s nor %s", cfg.LogFormat, LogJSON, LogText)
	}
	if err := cfg.LogLevel.UnmarshalText([]byte(or("LOG_LEVEL", "info"))); err != nil {
		return Config{}, fmt.Errorf("LOG_LEVEL: %w", err)
	}

	if cfg.DatabaseURL == "" {
		if getenv("POSTGRES_PASSWORD") == "" {
			return Config{}, fmt.Errorf("set DATABASE_URL, or POSTGRES_PASSWORD and its companions")
		}
		user := or("POSTGRES_USER", "postgres")
		cfg.DatabaseURL = (&url.URL{
			Scheme:   "postgres",
			User:     url.UserPassword(user, getenv("POSTGRES_PASSWORD")),
			Host:     net.JoinHostPort(or("POSTGRES_HOST", "localhost"), or("POSTGRES_PORT", "5432")),
			Path:     "/" + or("POSTGRES_DB", user),
			RawQuery: "sslmode=" + or("POSTGRES_SSLMODE", "disable"),
		}).String()
	}
	return cfg, nil
}
