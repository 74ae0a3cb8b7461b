"""The options library weighed for one alert."""
