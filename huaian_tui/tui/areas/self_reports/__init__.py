"""单位自报: taking in forms, confirming."""
