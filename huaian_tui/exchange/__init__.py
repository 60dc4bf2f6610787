"""Records go from laptop to laptop: packs (数据包), who is trusted, merging, a shared folder."""
