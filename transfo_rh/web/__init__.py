"""The ASGI side: sign-in pages, session gate, security headers, health."""
